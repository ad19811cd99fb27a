//! Synthetic people, made from the tenant's id: the same at every call, different for every tenant.

use grantry_guard::TenantId;
use serde::Serialize;
use utoipa::ToSchema;

pub const PATIENTS: u64 = 24;
pub const APPOINTMENTS: u64 = 40;

const GIVEN: [&str; 16] = [
    "Amara", "Bruno", "Chiara", "Dilan", "Elif", "Finn", "Greta", "Hiro", "Ines", "Jonas", "Kavya", "Liam",
    "Mira", "Noah", "Oksana", "Pablo",
];
const FAMILY: [&str; 16] = [
    "Abel", "Brandt", "Costa", "Dubois", "Eriksen", "Fischer", "Garcia", "Haddad", "Ivanova", "Jansen",
    "Kowalski", "Lindgren", "Moreau", "Nakamura", "Okafor", "Petrov",
];
const REASONS: [&str; 6] =
    ["Check-up", "Vaccination", "Follow-up", "Blood test", "Physiotherapy", "First consultation"];

/// A person who does not exist.
#[derive(Serialize, ToSchema, Debug, PartialEq, Eq)]
pub struct Patient {
    #[schema(example = "pat_0f3a9c21")]
    pub id: String,
    pub given_name: &'static str,
    pub family_name: &'static str,
    #[schema(format = Date)]
    pub birth_date: String,
}

/// A visit that will not take place.
#[derive(Serialize, ToSchema, Debug, PartialEq, Eq)]
pub struct Appointment {
    #[schema(example = "apt_77c0de15")]
    pub id: String,
    pub patient_id: String,
    /// UTC.
    #[schema(format = DateTime)]
    pub starts_at: String,
    #[schema(example = 30)]
    pub minutes: u64,
    #[schema(example = "Follow-up")]
    pub reason: String,
}

/// FNV-1a over the seed, then splitmix64: not random, only well spread.
fn spread(seed: &str, number: u64) -> u64 {
    let hash = seed.bytes().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let mut x = hash.wrapping_add(number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

fn pick<'a>(words: &[&'a str], number: u64) -> &'a str {
    words.get(usize::try_from(number % words.len() as u64).unwrap_or_default()).copied().unwrap_or_default()
}

pub fn patients(tenant: TenantId) -> Vec<Patient> {
    (0..PATIENTS).map(|number| patient(tenant, number)).collect()
}

fn patient(tenant: TenantId, number: u64) -> Patient {
    let x = spread(&format!("{tenant}/patients"), number);
    Patient {
        id: format!("pat_{:08x}", x & 0xffff_ffff),
        given_name: pick(&GIVEN, x >> 8),
        family_name: pick(&FAMILY, x >> 16),
        birth_date: format!(
            "{:04}-{:02}-{:02}",
            1935 + (x >> 24) % 85,
            1 + (x >> 32) % 12,
            1 + (x >> 40) % 28
        ),
    }
}

pub fn appointments(tenant: TenantId) -> Vec<Appointment> {
    (0..APPOINTMENTS).map(|number| appointment(tenant, number)).collect()
}

fn appointment(tenant: TenantId, number: u64) -> Appointment {
    let x = spread(&format!("{tenant}/appointments"), number);
    Appointment {
        id: format!("apt_{:08x}", x & 0xffff_ffff),
        patient_id: patient(tenant, x % PATIENTS).id,
        starts_at: format!(
            "2027-{:02}-{:02}T{:02}:{:02}:00Z",
            1 + (x >> 8) % 12,
            1 + (x >> 16) % 28,
            8 + (x >> 24) % 9,
            15 * ((x >> 32) % 4)
        ),
        minutes: 15 * (1 + (x >> 40) % 4),
        reason: pick(&REASONS, x >> 48).to_owned(),
    }
}

/// The id that a new appointment gets: the same request, the same id.
pub fn appointment_id(tenant: TenantId, request: &str) -> String {
    format!("apt_{:08x}", spread(&format!("{tenant}/{request}"), 0) & 0xffff_ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tenant_always_sees_its_own_people() {
        let (one, other) = (TenantId::new(1, &[1; 10]), TenantId::new(1, &[2; 10]));
        assert_eq!(patients(one), patients(one));
        assert_ne!(patients(one), patients(other));
        let ids: std::collections::HashSet<String> =
            patients(one).into_iter().map(|patient| patient.id).collect();
        assert_eq!(ids.len() as u64, PATIENTS);
        assert!(appointments(one).iter().all(|appointment| ids.contains(&appointment.patient_id)));
    }
}
