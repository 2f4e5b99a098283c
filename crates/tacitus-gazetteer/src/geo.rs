//! Distances and directions on the sphere, in kilometres and degrees.

/// Mean radius of the Earth, km.
const RADIUS: f64 = 6371.0088;

/// A point, in degrees north and east (WGS 84).
pub type Point = (f64, f64);

/// Degrees east as -180 to 180, however often around.
pub fn around(lon: f64) -> f64 {
    (lon + 540.0).rem_euclid(360.0) - 180.0
}

/// Kilometres between two points on the great circle (haversine formula).
pub fn distance(a: Point, b: Point) -> f64 {
    let (lat_a, lat_b) = (a.0.to_radians(), b.0.to_radians());
    let (d_lat, d_lon) = (lat_b - lat_a, (b.1 - a.1).to_radians());
    let h = (d_lat / 2.0).sin().powi(2) + lat_a.cos() * lat_b.cos() * (d_lon / 2.0).sin().powi(2);
    2.0 * RADIUS * h.sqrt().min(1.0).asin()
}

/// The point that is reached from `from` after `km` in the direction `bearing` (degrees from north,
/// clockwise).
pub fn destination(from: Point, bearing: f64, km: f64) -> Point {
    let (lat, lon, turn, arc) =
        (from.0.to_radians(), from.1.to_radians(), bearing.to_radians(), km / RADIUS);
    let to = (lat.sin() * arc.cos() + lat.cos() * arc.sin() * turn.cos()).clamp(-1.0, 1.0).asin();
    let east = (turn.sin() * arc.sin() * lat.cos()).atan2(arc.cos() - lat.sin() * to.sin());
    (to.to_degrees(), around((lon + east).to_degrees()))
}

/// The point halfway between two that are not far apart.
pub fn middle(a: Point, b: Point) -> Point {
    let lon = if (a.1 - b.1).abs() > 180.0 {
        around((a.1 + b.1 + 360.0) / 2.0)
    } else {
        (a.1 + b.1) / 2.0
    };
    ((a.0 + b.0) / 2.0, lon)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_an_atlas() {
        let (damascus, beirut, suva, apia) =
            ((33.51, 36.29), (33.89, 35.50), (-18.14, 178.44), (-13.83, -171.76));
        assert!((distance(damascus, beirut) - 84.5).abs() < 2.0);
        // Across the date line, not around the world.
        assert!((distance(suva, apia) - 1150.0).abs() < 20.0);
        assert_eq!(distance(beirut, beirut), 0.0);
    }

    #[test]
    fn a_way_out_is_as_long_as_it_was_asked_for() {
        for bearing in [0.0, 45.0, 90.0, 200.0, 330.0] {
            let to = destination((34.73, 36.71), bearing, 40.0);
            assert!((distance((34.73, 36.71), to) - 40.0).abs() < 0.01, "{bearing}");
        }
        let east = destination((34.73, 36.71), 90.0, 40.0);
        assert!(east.1 > 37.0 && (east.0 - 34.73).abs() < 0.01);
        assert!(destination((0.0, 179.9), 90.0, 40.0).1 < -179.0);
    }

    #[test]
    fn the_middle_may_lie_on_the_date_line() {
        assert_eq!(middle((0.0, 10.0), (10.0, 20.0)), (5.0, 15.0));
        assert_eq!(middle((0.0, 179.0), (0.0, -179.0)).1.abs(), 180.0);
    }
}
