"""Every error that Openbell raises on purpose.

OpenbellError
├── ConfigError
├── ParameterError (also ValueError)
├── StrategyError
│   └── LookaheadError
├── DataError
├── DataProviderError
├── RunError
├── RiskRejected
├── JournalError
└── BrokerError
    ├── OrderRejected
    └── BrokerOffline
"""


class OpenbellError(Exception):
    """The root: its message says what was wrong, where, the value seen, and what to do."""


class ConfigError(OpenbellError):
    """A setting, or a combination of settings, cannot be used."""


class ParameterError(OpenbellError, ValueError):
    """A parameter of a strategy, an indicator, risk or costs is unknown or out of bounds."""


class StrategyError(OpenbellError):
    """A strategy cannot be loaded, or does not have the form that the engine needs."""


class LookaheadError(StrategyError):
    """A strategy's output at a bar depends on bars after it, or on something besides its bars."""


class DataError(OpenbellError):
    """The bars are wrong, or cannot be read."""


class DataProviderError(OpenbellError):
    """A source of data failed; the call may be tried again."""


class RunError(OpenbellError):
    """A saved run is missing, damaged, or differs from what it should be."""


class RiskRejected(OpenbellError):  # noqa: N818 - what it is, not that it failed
    """A pre-trade rule refused an intent."""


class JournalError(OpenbellError):
    """The journal cannot be written or trusted; trading stops."""


class BrokerError(OpenbellError):
    """The broker refused, failed or could not be reached."""


class OrderRejected(BrokerError):  # noqa: N818
    """The broker refused the order; sending it again will not help."""


class BrokerOffline(BrokerError):  # noqa: N818
    """The broker did not answer; reconcile before anything is sent again."""
