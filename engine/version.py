"""The versions that a result may depend on."""

import platform
from importlib import metadata

LIBRARIES = ("numpy", "numba", "polars")
UNINSTALLED = "uninstalled"


def version() -> str:
    """The product's version, or "uninstalled" where its folders are used as they lie."""
    try:
        return metadata.version("openbell")
    except metadata.PackageNotFoundError:
        return UNINSTALLED


def versions() -> dict[str, str]:
    """Product, Python, the libraries that compute, and the type of machine, by name."""
    found = {"openbell": version(), "python": platform.python_version()}
    found |= {name: metadata.version(name) for name in LIBRARIES}
    return found | {"machine": f"{platform.system().lower()} {platform.machine()}"}
