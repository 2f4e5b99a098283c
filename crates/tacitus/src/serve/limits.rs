//! How often somebody may ask.

use governor::clock::{Clock, DefaultClock};
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::Duration;

/// A rate for each address on the network.
pub struct Rate {
    limiter: RateLimiter<IpAddr, HashMapStateStore<IpAddr>, DefaultClock>,
    clock: DefaultClock,
}

/// With more addresses in mind, those that may ask again at once are forgotten.
const MOST_ADDRESSES: usize = 10_000;

impl Rate {
    /// Once in `every`, and `burst` times at once after a while of silence.
    pub fn new(every: Duration, burst: u32) -> Rate {
        let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::with_period(every).unwrap_or_else(|| Quota::per_second(burst));
        Rate {
            limiter: RateLimiter::hashmap(quota.allow_burst(burst)),
            clock: DefaultClock::default(),
        }
    }

    /// Counts one more.
    ///
    /// # Errors
    /// Where it is one too many: in how many seconds the next is allowed.
    pub fn check(&self, from: IpAddr) -> Result<(), u64> {
        if self.limiter.len() > MOST_ADDRESSES {
            self.limiter.retain_recent();
        }
        self.limiter
            .check_key(&whose(from))
            .map_err(|not_yet| not_yet.wait_time_from(self.clock.now()).as_secs() + 1)
    }
}

/// Whoever has one address of version 6 has all that share its first half.
fn whose(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        ip => ip,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_does_not_use_up_what_another_may() {
        let rate = Rate::new(Duration::from_secs(60), 2);
        let (one, other): (IpAddr, IpAddr) =
            ("192.0.2.1".parse().unwrap(), "2001:db8::1".parse().unwrap());
        assert_eq!([rate.check(one), rate.check(one)], [Ok(()), Ok(())]);
        assert!(rate.check(one).is_err_and(|seconds| (30..=61).contains(&seconds)));
        assert_eq!(rate.check(other), Ok(()));
        assert_eq!(rate.check("2001:db8::ffff".parse().unwrap()), Ok(()));
        assert!(rate.check("2001:db8::2".parse().unwrap()).is_err());
    }
}
