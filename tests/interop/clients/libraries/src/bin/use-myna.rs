//! Lets a test use the crate `myna`, which knows the card's APDUs but no reader.
//!
//! Each argument is a step, `name` or `name=value`; each step prints one line. The
//! library's own check verifies every signature and certificate.

use std::ffi::CString;

use myna::card::{Apdu, KeyType};
use myna::crypto;

/// A card in the first reader there is.
struct Reader(pcsc::Card);

impl Apdu for Reader {
    type TransErr = pcsc::Error;

    fn transmit(&self, data: Vec<u8>) -> Result<Vec<u8>, pcsc::Error> {
        let mut buffer = [0; pcsc::MAX_BUFFER_SIZE];
        Ok(self.0.transmit(&data, &mut buffer)?.to_vec())
    }
}

fn main() -> Result<(), pcsc::Error> {
    let context = pcsc::Context::establish(pcsc::Scope::User)?;
    let readers: Vec<CString> = context.list_readers_owned()?;
    let reader = readers.first().ok_or(pcsc::Error::NoReadersAvailable)?;
    let card = Reader(context.connect(reader, pcsc::ShareMode::Shared, pcsc::Protocols::ANY)?);
    for step in std::env::args().skip(1) {
        let (name, value) = step.split_once('=').unwrap_or((&step, ""));
        match run(&card, name, value) {
            Ok(told) => println!("{name}: {told}"),
            Err(error) => println!("{name}: error: {error}"),
        }
    }
    Ok(())
}

fn run(card: &Reader, name: &str, value: &str) -> Result<String, String> {
    let said = |error: myna::error::ApduError<pcsc::Error>| format!("{error:?}");
    match name {
        "is-card" => card
            .is_mynumber_card()
            .map(|yes| yes.to_string())
            .map_err(said),
        "tries" => card
            .get_retry_counter(KeyType::UserAuth)
            .map(|left| left.to_string())
            .map_err(said),
        "certificate" => {
            let certificate = card.get_cert(KeyType::UserAuth).map_err(said)?;
            write(value, &certificate)?;
            crypto::extract_pubkey(&certificate).map_err(|error| format!("{error:?}"))?;
            Ok(format!("{} bytes", certificate.len()))
        }
        "issued-by" => {
            let issuer = std::fs::read(value).map_err(|error| error.to_string())?;
            let certificate = card.get_cert(KeyType::UserAuth).map_err(said)?;
            crypto::verify_cert(&certificate, &issuer).map_err(|error| format!("{error:?}"))?;
            Ok("verified".into())
        }
        "sign" => {
            let (pin, file) = value.split_once(',').ok_or("sign=PIN,FILE")?;
            let hash = [0x5A; 32];
            let signature = card
                .compute_sig(pin, &digest_info(&hash), KeyType::UserAuth)
                .map_err(said)?;
            write(file, &signature)?;
            let certificate = card.get_cert(KeyType::UserAuth).map_err(said)?;
            let key = crypto::extract_pubkey(&certificate).map_err(|e| format!("{e:?}"))?;
            let other = crypto::extract_pubkey(&certificate).map_err(|e| format!("{e:?}"))?;
            crypto::verify(key, &hash, &signature).map_err(|error| error.to_string())?;
            match crypto::verify(other, &[0; 32], &signature) {
                Ok(()) => Err("verified another hash, too".into()),
                Err(_) => Ok("verified".into()),
            }
        }
        "challenge" => card
            .get_challenge(8)
            .map(|random| format!("{} bytes", random.len()))
            .map_err(said),
        _ => Err("no such step".into()),
    }
}

fn write(file: &str, content: &[u8]) -> Result<(), String> {
    std::fs::write(file, content).map_err(|error| error.to_string())
}

/// What PKCS #1 puts around a SHA-256 hash.
fn digest_info(hash: &[u8; 32]) -> Vec<u8> {
    let mut info = vec![
        0x30, 0x31, 0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01,
        0x05, 0x00, 0x04, 0x20,
    ];
    info.extend_from_slice(hash);
    info
}
