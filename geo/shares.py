"""How an uncertain kilometre is shared out between sectors.

The rule: an uncertainty of u metres at kilometre k means the interval from k - u to k + u along
the line, cut off at the border's ends. A sector's share is the part of that interval that lies in
it. It is a rule of one dimension: it follows the river through its bends instead of weighing the
area of a circle, and so it needs nothing but kilometres and gives the same shares to every reader.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.projection import FloatArray
from geo.sectors import SectorSet

DECIMALS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """Shares of many rows, one behind the other.

    Attributes
    ----------
    first : ndarray of shape (n + 1,)
        Row ``i`` has the entries from ``first[i]`` to ``first[i + 1]``.
    sector : ndarray of int
        Position of each entry's sector in the set, from north to south within a row.
    share : ndarray
        Greater than 0, rounded to 4 decimals; a row's entries add up to 1.
    """

    first: NDArray[np.intp]
    sector: NDArray[np.intp]
    share: FloatArray

    def row(self, place: int, codes: tuple[str, ...]) -> dict[str, float]:
        """Return the shares of one row by sector code."""
        start, stop = int(self.first[place]), int(self.first[place + 1])
        if stop - start == 1:
            return {codes[self.sector[start]]: 1.0}
        entries = zip(self.sector[start:stop], self.share[start:stop].tolist(), strict=True)
        return {codes[sector]: share for sector, share in entries}


def split(km: FloatArray, uncertainty_m: FloatArray, sectors: SectorSet) -> Shares:
    """Share rows out between sectors.

    Parameters
    ----------
    km : ndarray of shape (n,)
        Border kilometres.
    uncertainty_m : ndarray of shape (n,)
        Metres, not negative.
    sectors : SectorSet
        The set to share out to.

    Returns
    -------
    Shares
        A share below 0.00005 is dropped.

    Examples
    --------
    >>> from geo.sector_files import sector_set
    >>> shares = split(np.array([19.22]), np.array([500.0]), sector_set())
    >>> shares.row(0, sector_set().codes)
    {'PLA': 0.5, 'LIP': 0.5}
    """
    reach_km = uncertainty_m / 1000
    begin = np.maximum(km - reach_km, 0.0)
    end = np.minimum(km + reach_km, sectors.last_km)
    first_sector = sectors.positions_at(begin)
    # An interval that only touches a limit from the north has no part behind it.
    last_sector = np.searchsorted(sectors.limits_km, end, side="left")
    crosses = last_sector > first_sector
    if not crosses.any():
        return Shares(np.arange(len(km) + 1), first_sector, np.ones(len(km)))

    count, sector, share = _cut(
        begin[crosses], end[crosses], first_sector[crosses], last_sector[crosses], sectors
    )
    entries = np.ones(len(km), dtype=np.intp)
    entries[crosses] = count
    crossing_entry = np.repeat(crosses, entries)
    all_sectors = np.repeat(first_sector, entries)
    all_sectors[crossing_entry] = sector
    all_shares = np.ones(len(all_sectors))
    all_shares[crossing_entry] = share
    return Shares(np.concatenate(([0], np.cumsum(entries))), all_sectors, all_shares)


def _cut(
    begin: FloatArray,
    end: FloatArray,
    first_sector: NDArray[np.intp],
    last_sector: NDArray[np.intp],
    sectors: SectorSet,
) -> tuple[NDArray[np.intp], NDArray[np.intp], FloatArray]:
    """Return entries a row, and each entry's sector and share, for rows that cross a limit."""
    count = last_sector - first_sector + 1
    owner = np.repeat(np.arange(len(count)), count)
    sector = np.arange(len(owner)) - (np.cumsum(count) - count - first_sector)[owner]
    edges_km = np.concatenate(([0.0], sectors.limits_km, [sectors.last_km]))
    part = np.minimum(end[owner], edges_km[sector + 1]) - np.maximum(begin[owner], edges_km[sector])
    share = np.round(part / (end - begin)[owner], DECIMALS)

    seen = share > 0
    owner, sector, share = owner[seen], sector[seen], share[seen]
    count = np.bincount(owner, minlength=len(count))
    first = np.cumsum(count) - count
    greatest = np.flatnonzero(share == np.maximum.reduceat(share, first)[owner])
    greatest = greatest[np.diff(owner[greatest], prepend=-1) > 0]
    # What rounding gained or lost goes to the greatest share, so that each row adds up to 1.
    share[greatest] += 1.0 - np.add.reduceat(share, first)
    share[greatest] = np.round(share[greatest], DECIMALS)
    return count, sector, share
