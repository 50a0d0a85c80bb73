//! Stage (a): which library teaches which subject. Exact: a maximum-weight assignment (Hungarian method).

use pathfinding::kuhn_munkres::kuhn_munkres;
use pathfinding::matrix::Matrix;

/// What is asked for.
pub struct Teaching<'a> {
    /// For each library, for each subject: what the others would learn; `None`: it cannot teach that.
    pub gains: &'a [Vec<Option<i64>>],
    /// For each library, for each subject: it asked to.
    pub wished: &'a [Vec<bool>],
    /// For each subject: how many may teach it at most.
    pub seats: &'a [usize],
    /// Turns in all.
    pub most: usize,
}

/// What is weighed, in this order: turns, wishes, learning.
pub type Worth = (usize, usize, i64);

impl Teaching<'_> {
    /// What an answer is worth.
    pub fn worth(&self, answer: &[Option<usize>]) -> Worth {
        let pairs =
            answer.iter().enumerate().filter_map(|(library, subject)| subject.map(|subject| (library, subject)));
        pairs.fold((0, 0, 0), |(turns, wishes, learnt), (library, subject)| {
            let wished = usize::from(self.wished[library][subject]);
            (turns + 1, wishes + wished, learnt + self.gains[library][subject].unwrap_or(0))
        })
    }

    /// The best answer: as many turns as there can be; among those, the most wishes; among those, the most learning. Each library
    /// has one turn at most. Of equal answers always the same one.
    pub fn assign(&self) -> Vec<Option<usize>> {
        let libraries = self.gains.len();
        let columns: Vec<usize> =
            self.seats.iter().enumerate().flat_map(|(subject, seats)| vec![subject; (*seats).min(self.most)]).collect();
        let turns = self.most.min(columns.len());
        if libraries == 0 || turns == 0 {
            return vec![None; libraries];
        }
        // One unit of a stage outweighs everything of the next.
        let highest = self.gains.iter().flatten().flatten().copied().max().unwrap_or(0).max(1);
        let rows = i64::try_from(libraries).unwrap_or(i64::MAX);
        let wish = rows * highest + 1;
        let turn = rows * (wish + highest) + 1;
        let weight = |library: usize, subject: usize| {
            self.gains[library][subject].map_or(0, |gain| turn + i64::from(self.wished[library][subject]) * wish + gain)
        };
        // A square: seats beyond the turns there are go to rows that stand for nobody, and libraries without a turn to columns
        // that stand for none.
        let spare = columns.len() - turns;
        let size = (libraries + spare).max(columns.len());
        let never = -turn * (rows + 1);
        let weights = Matrix::from_fn(size, size, |(row, column)| match (row < libraries, columns.get(column)) {
            (true, Some(subject)) => weight(row, *subject),
            (false, None) if row < libraries + spare => never,
            _ => 0,
        });
        let (_, chosen) = kuhn_munkres(&weights);
        (0..libraries)
            .map(|library| {
                let subject = *columns.get(chosen[library])?;
                self.gains[library][subject].map(|_| subject)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    /// The same by dynamic programming over the libraries: the state is how many teach each subject so far.
    fn programme(teaching: &Teaching) -> Worth {
        let mut states: HashMap<Vec<usize>, Worth> = HashMap::from([(vec![0; teaching.seats.len()], (0, 0, 0))]);
        for library in 0..teaching.gains.len() {
            let mut next = states.clone();
            for (used, worth) in &states {
                for (subject, gain) in teaching.gains[library].iter().enumerate() {
                    let Some(gain) = gain else { continue };
                    if used[subject] >= teaching.seats[subject] || used.iter().sum::<usize>() >= teaching.most {
                        continue;
                    }
                    let mut more = used.clone();
                    more[subject] += 1;
                    let wished = usize::from(teaching.wished[library][subject]);
                    let worth = (worth.0 + 1, worth.1 + wished, worth.2 + gain);
                    let best = next.entry(more).or_insert(worth);
                    *best = worth.max(*best);
                }
            }
            states = next;
        }
        states.into_values().max().unwrap_or_default()
    }

    fn cell() -> impl Strategy<Value = (Option<i64>, bool)> {
        (proptest::option::weighted(0.7, 0i64..4000), proptest::bool::weighted(0.1))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn it_is_the_optimum_of_a_dynamic_programme(
            cells in (0usize..=13).prop_flat_map(|libraries| prop::collection::vec(prop::collection::vec(cell(), 5), libraries)),
            seats in prop::collection::vec(0usize..4, 5),
            most in 0usize..=14,
        ) {
            let gains: Vec<Vec<Option<i64>>> = cells.iter().map(|row| row.iter().map(|cell| cell.0).collect()).collect();
            let wished: Vec<Vec<bool>> = cells.iter().map(|row| row.iter().map(|cell| cell.1).collect()).collect();
            let teaching = Teaching { gains: &gains, wished: &wished, seats: &seats, most };
            let answer = teaching.assign();
            for (subject, seats) in seats.iter().enumerate() {
                prop_assert!(answer.iter().filter(|one| **one == Some(subject)).count() <= *seats);
            }
            let worth = teaching.worth(&answer);
            prop_assert!(worth.0 <= most);
            prop_assert_eq!(worth, programme(&teaching));
        }
    }
}
