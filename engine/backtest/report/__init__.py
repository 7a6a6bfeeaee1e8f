"""The single-file HTML report: plain data in, one page that needs no network out."""

from .data import Bracket, DataGrade, Outcome, ReportData

__all__ = ["Bracket", "DataGrade", "Outcome", "ReportData"]
