"""Quantities: every number that counts or measures something, with its bounds, unit and normal form.

In the order in which a sentence goes through them:

    numerals     where numbers stand, in digits or words, and what they are worth
    units        the unit behind a number, put together of signs and names
    nouns        or the noun that it counts
    names        numbers that only name: labels, years, versions, references
    mentions     a numeral with all this: what stands left and right of it
    structure    ranges, spreads and lists; shared units and multipliers
    sizes        units left out: 7B, a 32K context
    modifiers    bounds and approximations around it
    dimensions   physical dimension and SI value
    kinds        what sort of quantity it is
    finding      all of these over a text
"""

from extractors.quantities.finding import Quantity, find_quantities

__all__ = ["Quantity", "find_quantities"]
