"""The single-file HTML report: plain data in, one page that needs no network out."""

from .data import Bracket, Outcome, ReportData

__all__ = ["Bracket", "Outcome", "ReportData"]
