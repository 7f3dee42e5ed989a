"""A loan: drawn with the investment, repaid in level yearly payments."""

from __future__ import annotations

from dataclasses import dataclass

from scenarios.economics.assumptions import EconomicAssumptions
from scenarios.economics.cashbook import Calendar
from scenarios.economics.finance import Floats, annuity, interest_of


@dataclass(frozen=True)
class Loan:
    """What is drawn, repaid and paid in interest in each year [nominal CNY]."""

    drawn: Floats
    repaid: Floats
    interest: Floats


def borrowed(principal: float, year: int, given: EconomicAssumptions, calendar: Calendar) -> Loan:
    """Return an annuity loan drawn at the end of a year; what is open at the end is repaid then."""
    term = given.loan_term_y
    paid = annuity(given.loan_rate, term, principal)
    interest = interest_of(given.loan_rate, term, principal)
    loan = Loan(calendar.zeros(), calendar.zeros(), calendar.zeros())
    loan.drawn[year] = principal
    within = min(term, calendar.last - year)
    loan.interest[year + 1 : year + 1 + within] = interest[:within]
    loan.repaid[year + 1 : year + 1 + within] = paid - interest[:within]
    loan.repaid[calendar.last] += principal - float(loan.repaid.sum())
    return loan
