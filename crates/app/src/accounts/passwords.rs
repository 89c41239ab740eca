//! Passwords: argon2id, no rules of composition, but nothing that everybody tries. Hashing takes time and
//! memory on purpose: it runs on its own thread, a few at once, so that a flood of sign-ins cannot take
//! the machine.

use crate::context::App;
use crate::error::{AppError, AppResult, FieldError};
use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};

/// The shortest password, in characters.
pub const SHORTEST: usize = 10;
/// The longest, in characters: a sentence fits, a book does not.
pub const LONGEST: usize = 256;
/// A password that is guessed within so many tries (a power of ten) is refused.
const GUESSES_LOG10: f64 = 9.0;

/// Words of this place and trade that people here make passwords of; the crate knows English ones.
const LOCAL_WORDS: [&str; 40] = [
    "eslabon",
    "contrasena",
    "contraseña",
    "clave",
    "secreto",
    "bienvenido",
    "hola",
    "mexico",
    "méxico",
    "jalisco",
    "chihuahua",
    "guadalajara",
    "monterrey",
    "juarez",
    "zapopan",
    "america",
    "chivas",
    "pumas",
    "cruzazul",
    "tigres",
    "teamo",
    "tequiero",
    "amor",
    "corazon",
    "familia",
    "princesa",
    "estrella",
    "bonita",
    "hermosa",
    "guadalupe",
    "francisco",
    "alejandro",
    "gabriela",
    "administrador",
    "usuario",
    "proveedor",
    "empresa",
    "taller",
    "compras",
    "ingenieria",
];

/// Memory in KiB, passes, lanes: OWASP's first choice for argon2id.
const COST: (u32, u32, u32) = (19_456, 2, 1);

fn argon() -> AppResult<Argon2<'static>> {
    let (memory, passes, lanes) = COST;
    let params = Params::new(memory, passes, lanes, None)
        .map_err(|e| AppError::Internal(format!("argon2: {e}")))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Refuses what is too short, too long, or what everybody tries first: alone, or made of the person's
/// own name and address. `field` is the input at fault.
///
/// # Errors
/// [`AppError::Invalid`].
pub fn check(field: &str, password: &str, known: &[&str]) -> AppResult<()> {
    let fault = |code, detail: String| {
        Err(AppError::Invalid(vec![FieldError::new(
            field, code, detail,
        )]))
    };
    let letters = password.chars().count();
    if letters == 0 {
        return fault("required", String::new());
    }
    if letters < SHORTEST {
        return fault("too_short", SHORTEST.to_string());
    }
    if letters > LONGEST {
        return fault("too_long", LONGEST.to_string());
    }
    // Her own words first: the earlier a word stands, the sooner it is guessed.
    let mut words = Vec::new();
    for text in known {
        words.push(*text);
        let parts = text.split(|c: char| !c.is_alphanumeric());
        words.extend(parts.filter(|word| word.len() > 2));
    }
    words.extend(LOCAL_WORDS);
    if zxcvbn::zxcvbn(password, &words).guesses_log10() < GUESSES_LOG10 {
        return fault("easily_guessed", String::new());
    }
    Ok(())
}

/// The hash to be kept.
///
/// # Errors
/// [`AppError::Unavailable`] where too many wait.
pub async fn hash(app: &App, password: &str) -> AppResult<String> {
    let password = password.to_owned();
    app.hashing(move || {
        let salt = SaltString::generate(&mut OsRng);
        let hash = argon()?
            .hash_password(password.as_bytes(), &salt)
            .map_err(|e| AppError::Internal(format!("argon2: {e}")))?;
        Ok(hash.to_string())
    })
    .await
}

/// Whether the password fits. Where there is no hash, as much time passes as if there were one: the
/// time of an answer must not tell who has an account.
///
/// # Errors
/// [`AppError::Unavailable`] where too many wait.
pub async fn verify(app: &App, password: &str, hash: Option<&str>) -> AppResult<bool> {
    if password.chars().count() > LONGEST {
        return Ok(false);
    }
    let (password, hash) = (password.to_owned(), hash.map(str::to_owned));
    app.hashing(move || {
        let Some(hash) = hash else {
            let salt = SaltString::generate(&mut OsRng);
            // The answer is known; only the work counts.
            let _ = argon()?.hash_password(password.as_bytes(), &salt);
            return Ok(false);
        };
        let parsed = PasswordHash::new(&hash)
            .map_err(|e| AppError::Internal(format!("a stored password hash: {e}")))?;
        Ok(argon()?
            .verify_password(password.as_bytes(), &parsed)
            .is_ok())
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(password: &str) -> &'static str {
        match check(
            "password",
            password,
            &["ana.lopez@tallerlopez.mx", "Ana López"],
        ) {
            Ok(()) => "",
            Err(AppError::Invalid(faults)) => faults[0].code,
            Err(_) => "other",
        }
    }

    #[test]
    fn length_counts_and_composition_does_not() {
        assert_eq!(code(""), "required");
        assert_eq!(code("corta"), "too_short");
        assert_eq!(code("cuatro tornos rojos bajo la lluvia"), "");
        assert_eq!(code("xkvzqwmjtrpf"), "");
        assert_eq!(code(&"ab ".repeat(100)), "too_long");
    }

    #[test]
    fn what_everybody_tries_is_refused() {
        for known in [
            "1234567890",
            "contraseña",
            "password12",
            "qwertyuiop",
            "aaaaaaaaaaaa",
            "iloveyou12",
        ] {
            assert_eq!(code(known), "easily_guessed", "{known}");
        }
        for own in ["AnaLopez2026", "tallerlopez1"] {
            assert_eq!(code(own), "easily_guessed", "{own}");
        }
    }
}
