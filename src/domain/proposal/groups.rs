//! Stage (b): who sits in which discussion group. Exact: a transport problem, each band of standing by itself, so that every group
//! has equally many of the strong, the middle and those who still learn.

use pathfinding::kuhn_munkres::kuhn_munkres;
use pathfinding::matrix::Matrix;

/// What is asked for.
pub struct Seating<'a> {
    /// For each listener, for each group: what it is worth to sit there.
    pub worth: &'a [Vec<i64>],
    /// For each listener: its band.
    pub bands: &'a [usize],
    /// How many bands there are.
    pub band_count: usize,
    /// How many groups there are; at least one when there are listeners.
    pub groups: usize,
}

impl Seating<'_> {
    /// For each band, for each group: how many of that band sit there. Within a band they differ by one at most, and so do the
    /// groups as a whole, because the odd ones of a band go to the groups after those of the band before.
    pub fn room(&self) -> Vec<Vec<usize>> {
        let mut next = 0;
        (0..self.band_count)
            .map(|band| {
                let count = self.bands.iter().filter(|one| **one == band).count();
                let mut room = vec![count / self.groups.max(1); self.groups];
                for _ in 0..count % self.groups.max(1) {
                    room[next % self.groups] += 1;
                    next += 1;
                }
                room
            })
            .collect()
    }

    /// What a seating is worth.
    pub fn total(&self, seats: &[usize]) -> i64 {
        seats.iter().zip(self.worth).map(|(group, worth)| worth[*group]).sum()
    }

    /// The best seating: for each listener its group. Of equal ones always the same.
    pub fn seat(&self) -> Vec<usize> {
        let mut seats = vec![0; self.worth.len()];
        for (band, room) in self.room().into_iter().enumerate() {
            let listeners: Vec<usize> =
                (0..self.bands.len()).filter(|listener| self.bands[*listener] == band).collect();
            if listeners.is_empty() {
                continue;
            }
            let chairs: Vec<usize> = room.iter().enumerate().flat_map(|(group, room)| vec![group; *room]).collect();
            let worth = Matrix::from_fn(listeners.len(), chairs.len(), |(row, column)| {
                self.worth[listeners[row]][chairs[column]]
            });
            let (_, chosen) = kuhn_munkres(&worth);
            for (row, listener) in listeners.into_iter().enumerate() {
                seats[listener] = chairs[chosen[row]];
            }
        }
        seats
    }

    /// An upper bound on every seating, from prices for chairs (the dual of the transport problem's relaxation): each listener pays
    /// for a chair and takes what is left; whoever found the seating, no other can be worth more. The prices come from the seating
    /// itself: a listener's envy of another group raises that group's price until nobody would move.
    pub fn bound(&self, seats: &[usize]) -> i64 {
        let mut bound = 0;
        for (band, room) in self.room().into_iter().enumerate() {
            let listeners: Vec<usize> =
                (0..self.bands.len()).filter(|listener| self.bands[*listener] == band).collect();
            let mut price = vec![0_i64; self.groups];
            // Bellman and Ford: without a cycle of envy it settles after as many rounds as there are groups.
            for _ in 0..self.groups {
                for listener in &listeners {
                    let (mine, worth) = (seats[*listener], &self.worth[*listener]);
                    for group in (0..self.groups).filter(|group| room[*group] > 0) {
                        price[group] = price[group].max(price[mine] + worth[group] - worth[mine]);
                    }
                }
            }
            let dearest = price.iter().copied().max().unwrap_or(0);
            bound +=
                room.iter().zip(&price).map(|(room, price)| price * i64::try_from(*room).unwrap_or(0)).sum::<i64>();
            bound += listeners
                .iter()
                .map(|listener| {
                    let left = (0..self.groups).filter(|group| room[*group] > 0);
                    left.map(|group| self.worth[*listener][group] - price[group]).max().unwrap_or(-dearest)
                })
                .sum::<i64>();
        }
        bound
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every seating that keeps to the room, one by one.
    fn enumerated(seating: &Seating, seats: &mut Vec<usize>, room: &mut Vec<Vec<usize>>) -> i64 {
        let listener = seats.len();
        if listener == seating.worth.len() {
            return seating.total(seats);
        }
        let band = seating.bands[listener];
        let mut best = i64::MIN;
        for group in 0..seating.groups {
            if room[band][group] == 0 {
                continue;
            }
            room[band][group] -= 1;
            seats.push(group);
            best = best.max(enumerated(seating, seats, room));
            seats.pop();
            room[band][group] += 1;
        }
        best
    }

    fn any_case(most: usize) -> impl Strategy<Value = (Vec<(Vec<i64>, usize)>, usize)> {
        (1usize..=4).prop_flat_map(move |groups| {
            (prop::collection::vec((prop::collection::vec(-200i64..1000, groups), 0usize..4), 0..=most), Just(groups))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn it_equals_enumeration_up_to_seven((listeners, groups) in any_case(7)) {
            let (worth, bands): (Vec<Vec<i64>>, Vec<usize>) = listeners.into_iter().unzip();
            let seating = Seating { worth: &worth, bands: &bands, band_count: 4, groups };
            let best = enumerated(&seating, &mut Vec::new(), &mut seating.room());
            prop_assert_eq!(seating.total(&seating.seat()), best);
        }

        #[test]
        fn it_reaches_its_relaxation_and_keeps_the_mix((listeners, groups) in any_case(60)) {
            let (worth, bands): (Vec<Vec<i64>>, Vec<usize>) = listeners.into_iter().unzip();
            let seating = Seating { worth: &worth, bands: &bands, band_count: 4, groups };
            let seats = seating.seat();
            prop_assert_eq!(seating.bound(&seats), seating.total(&seats));
            // Any other seating is bounded by it too: here, everybody in turn.
            let sizes: Vec<usize> = (0..groups).map(|group| seats.iter().filter(|seat| **seat == group).count()).collect();
            prop_assert!(sizes.iter().max().unwrap() - sizes.iter().min().unwrap() <= 1, "{:?}", sizes);
            for band in 0..4 {
                let of_band: Vec<usize> = (0..groups)
                    .map(|group| seats.iter().zip(&bands).filter(|(seat, one)| **seat == group && **one == band).count())
                    .collect();
                prop_assert!(of_band.iter().max().unwrap() - of_band.iter().min().unwrap() <= 1);
            }
        }
    }
}
