//! Lets a test use the crate `myna-card` over PC/SC, application by application.
//!
//! Each argument is a step, `name` or `name=value`; each step selects its application
//! anew, as a program of many parts would, and prints one line. Signatures are verified
//! by the library before they are called so.

use myna_card::ap::jpki::{JpkiAp, SignatureScheme};
use myna_card::ap::text::ef as text_ef;
use myna_card::ap::{common::CommonAp, juki::JukiAp, surface::SurfaceAp, text::TextAp};
use myna_card::card::Retries;
use myna_card::mf::MasterFile;
use myna_card::transport::pcsc::{self, PcscTransport, Sharing};
use myna_card::{Card, Error, Pin};

const MESSAGE: &[u8] = b"the clinic's challenge\n";
const HASH: [u8; 32] = [0x5A; 32];
const SCHEMES: [SignatureScheme; 6] = [
    SignatureScheme::Verbatim,
    SignatureScheme::Sha256Bare,
    SignatureScheme::PreHashedDigestInfo,
    SignatureScheme::Sha256DigestInfo,
    SignatureScheme::PreHashedPss,
    SignatureScheme::Sha256Pss,
];

fn main() -> Result<(), Error> {
    let mut card = pcsc::connect_any(Sharing::Exclusive)?;
    for step in std::env::args().skip(1) {
        let (name, value) = step.split_once('=').unwrap_or((&step, ""));
        match run(&mut card, name, value) {
            Ok(told) => println!("{name}: {told}"),
            Err(error) => println!("{name}: error: {error}"),
        }
    }
    Ok(())
}

fn run(card: &mut Card<PcscTransport>, name: &str, value: &str) -> Result<String, Error> {
    match name.split_once('-').unwrap_or((name, "")) {
        ("card", what) => of_the_card(card, what, value),
        ("jpki", what) => of_jpki(&mut JpkiAp::select(card)?, what, value),
        ("support", what) => of_support(&mut TextAp::select(card)?, what, value),
        ("visual", what) => of_visual(&mut SurfaceAp::select(card)?, what, value),
        ("juki", what) => of_juki(&mut JukiAp::select(card)?, what, value),
        ("common", what) => of_common(&mut CommonAp::select(card)?, what, value),
        _ => unknown(),
    }
}

fn of_the_card(card: &mut Card<PcscTransport>, what: &str, value: &str) -> Result<String, Error> {
    match what {
        "power-cycle" => card.transport_mut().power_cycle().map(done),
        "object" => {
            let tag = u16::from_str_radix(value, 16).unwrap_or_default();
            Ok(hex(&MasterFile::select(card)?.data_object(tag)?))
        }
        "chain" => {
            let chain = MasterFile::select(card)?.certificate_chain()?;
            chain[1].verify_with(&chain[0].public_key)?;
            Ok(format!(
                "{} certificates, the second by the first",
                chain.len()
            ))
        }
        "contact-atr" => Ok(hex(&card.contact_atr()?)),
        "challenge" => Ok(format!("{} bytes", card.get_challenge(256)?.len())),
        _ => unknown(),
    }
}

fn of_jpki(jpki: &mut JpkiAp<'_, PcscTransport>, what: &str, value: &str) -> Result<String, Error> {
    match what {
        "token" => Ok(format!("{:?}", jpki.read_token_type()?)),
        "model" => Ok(jpki.read_token_info()?.model),
        "available" => {
            let there = jpki.read_certificate_availability()?;
            let (sign, auth) = (there.has_sign_certificate(), there.has_auth_certificate());
            Ok(format!("sign {sign}, auth {auth}"))
        }
        "auth-certificate" => write(value, &jpki.read_auth_certificate_der()?),
        "auth-ca" => write(value, &jpki.read_auth_ca_certificate_der()?),
        "sign-certificate" => write(value, &jpki.read_sign_certificate_der()?),
        "sign-ca" => write(value, &jpki.read_sign_ca_certificate_der()?),
        "auth-issued" => {
            let issuer = jpki.read_auth_ca_certificate()?;
            jpki.read_auth_certificate()?
                .verify_signature(&issuer)
                .map(done)
        }
        "sign-issued" => {
            let issuer = jpki.read_sign_ca_certificate()?;
            jpki.read_sign_certificate()?
                .verify_signature(&issuer)
                .map(done)
        }
        "auth-pin" => jpki.verify_auth_pin(&pin(value)?).map(done),
        "sign-password" => jpki.verify_sign_pin(&pin(value)?).map(done),
        "auth-tries" => jpki.auth_pin_retries().map(tries),
        "sign-tries" => jpki.sign_pin_retries().map(tries),
        "auth-sign" => signed(|scheme, data| jpki.sign_with_auth_key_checked(scheme, data)),
        "sign-sign" => signed(|scheme, data| jpki.sign_with_sign_key_checked(scheme, data)),
        "auth-change" => changed(value, |old, new| jpki.change_auth_pin(old, new)),
        "sign-change" => changed(value, |old, new| jpki.change_sign_pin(old, new)),
        "file" => {
            let file = u16::from_str_radix(value, 16).unwrap_or_default();
            Ok(format!("{} bytes", jpki.read_ef(file)?.len()))
        }
        _ => unknown(),
    }
}

fn of_support(
    text: &mut TextAp<'_, PcscTransport>,
    what: &str,
    value: &str,
) -> Result<String, Error> {
    match what {
        "pin" => text.verify_pin(&pin(value)?).map(done),
        "number-a" => text.verify_code_a(&pin(value)?).map(done),
        "number-b" => text.verify_code_b(&pin(value)?).map(done),
        "tries" => text.retries(text_ef::PIN).map(tries),
        "number-a-tries" => text.retries(text_ef::CODE_A).map(tries),
        "number-b-tries" => text.retries(text_ef::CODE_B).map(tries),
        "blocked-tries" => text.retries(text_ef::BLOCKED_0012).map(tries),
        "change" => changed(value, |old, new| text.change_pin(old, new)),
        "number" => Ok(text.read_my_number()?.as_str().to_owned()),
        "attributes" => {
            let a = text.read_attributes()?;
            Ok(format!(
                "{}|{}|{}|{:?}",
                a.name, a.address, a.birth_date, a.sex
            ))
        }
        "integrity" => {
            let record = text.read_integrity_record()?;
            record.verify(&text.read_certificate()?.public_key)?;
            let number = record.matches_my_number_file(&text.read_my_number_file()?);
            let attributes = text.read_ef(text_ef::ATTRIBUTES)?;
            let matches = record.matches_attributes_file(&attributes)?;
            Ok(format!("verified, number {number}, attributes {matches}"))
        }
        "signature" => {
            let key = text.read_signed_public_key()?;
            key.verify(&text.read_certificate()?.public_key)?;
            let signature = text.sign(MESSAGE)?;
            key.public_key
                .verify_pkcs1_sha256(MESSAGE, &signature)
                .map(done)
        }
        _ => unknown(),
    }
}

fn of_visual(
    visual: &mut SurfaceAp<'_, PcscTransport>,
    what: &str,
    value: &str,
) -> Result<String, Error> {
    match what {
        "birthdate" => visual.verify_birth_date(&pin(value)?).map(done),
        "number-a" => visual.verify_code_a(&pin(value)?).map(done),
        "number-b" => visual.verify_code_b(&pin(value)?).map(done),
        "age" => {
            let age = visual.read_age_record()?;
            age.verify(&visual.read_certificate()?.public_key)?;
            Ok(age.birth_date.to_string())
        }
        "face" => {
            let face = visual.read_card_face()?;
            face.verify(&visual.read_certificate()?.public_key)?;
            let signature = visual.sign(MESSAGE)?;
            face.public_key.verify_pkcs1_sha256(MESSAGE, &signature)?;
            let photo = write(value, &face.photo.data)?;
            Ok(format!(
                "{}, {}, photo {photo}",
                face.birth_date, face.expiry
            ))
        }
        "number-image" => {
            let image = visual.read_my_number_image()?;
            image.verify(&visual.read_certificate()?.public_key)?;
            write(value, &image.image.data)
        }
        _ => unknown(),
    }
}

fn of_juki(juki: &mut JukiAp<'_, PcscTransport>, what: &str, value: &str) -> Result<String, Error> {
    match what {
        "pin" => juki.verify_pin(&pin(value)?).map(done),
        "tries" => juki.pin_retries().map(tries),
        "change" => changed(value, |old, new| juki.change_pin(old, new)),
        "reference" => Ok(hex(&juki.read_record(0x0002, 1)?)),
        _ => unknown(),
    }
}

fn of_common(
    common: &mut CommonAp<'_, PcscTransport>,
    what: &str,
    value: &str,
) -> Result<String, Error> {
    match what {
        "pin" => common.verify_pin(&pin(value)?).map(done),
        "tries" => common.pin_retries().map(tries),
        "change" => changed(value, |old, new| common.change_pin(old, new)),
        "reference" => Ok(hex(&common.read_record(0x0002, 1)?)),
        "info" => {
            let info = common.read_card_info()?;
            Ok(format!(
                "{}|{}|{}",
                info.serial, info.municipality_code, info.expiry
            ))
        }
        "authenticate" => write(value, &common.internal_authenticate(MESSAGE)?),
        _ => unknown(),
    }
}

/// Sign in each of the card's six ways; the library verifies as it goes.
fn signed(
    mut sign: impl FnMut(SignatureScheme, &[u8]) -> Result<Vec<u8>, Error>,
) -> Result<String, Error> {
    for scheme in SCHEMES {
        let hashed = matches!(
            scheme,
            SignatureScheme::PreHashedDigestInfo | SignatureScheme::PreHashedPss
        );
        sign(scheme, if hashed { &HASH } else { MESSAGE })?;
    }
    Ok(format!("{} schemes verified", SCHEMES.len()))
}

fn changed(
    value: &str,
    change: impl FnOnce(&Pin, &Pin) -> Result<(), Error>,
) -> Result<String, Error> {
    let (old, new) = value.split_once(',').unwrap_or((value, ""));
    change(&pin(old)?, &pin(new)?).map(done)
}

fn pin(value: &str) -> Result<Pin, Error> {
    Pin::new(value)
}

fn tries(left: Retries) -> String {
    format!("{left:?}")
}

fn write(file: &str, content: &[u8]) -> Result<String, Error> {
    std::fs::write(file, content).map_err(|_| Error::InvalidPin("cannot write the file"))?;
    Ok(format!("{} bytes", content.len()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

fn done((): ()) -> String {
    "done".into()
}

fn unknown() -> Result<String, Error> {
    Err(Error::InvalidPin("no such step"))
}
