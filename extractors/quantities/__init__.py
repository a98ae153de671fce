"""Quantities: every number that counts or measures something, with its bounds, unit and normal form.

In the order in which a sentence goes through them:

    candidates    the sentences that can hold a number at all
    numerals      where numbers stand, in digits or words, and what they are worth
    surroundings  what stands left and right of a number: a currency, a name, and
      units         the unit behind it, put together of signs and names,
      nouns         or the noun that it may count
        plurals     and what that is in the singular
        singles     or a noun that stands in the singular itself
      names         numbers that only name: labels, years, versions, references
      formulas      numbers of general mathematics
    spreads       two numbers that state one: 3:1, 5.2 ± 0.3
    ranges        the two ends of a range, against a change from A to B
    lists         shared units and multipliers
    counting      what a number without a unit counts, if anything
      sizes         units left out: 7B, a 32K context
    bounding      bounds and approximations, and how far they hold
      modifiers     the words and signs for them
    dimensions    physical dimension and SI value
    kinds         what sort of quantity it is
    finding       all of these over a text

A `Mention` (mentions) is what goes from step to step, a `Quantity` (finding) what comes out.
"""

from extractors.quantities.finding import Quantity, find_quantities

__all__ = ["Quantity", "find_quantities"]
