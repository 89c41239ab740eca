//! Addresses whose last part is the secret of a link: whoever reads it could use it, so that it must not
//! stand in a log.

/// The first part of each address that goes on with a secret.
pub const WITH_SECRET: [&str; 4] = ["/restablecer", "/invitacion", "/configurar", "/confirmar"];

/// A path as it may stand in a log: of a link, its first part only.
pub fn without_secret(path: &str) -> &str {
    WITH_SECRET
        .into_iter()
        .find(|first| {
            let rest = path.strip_prefix(first);
            rest.is_some_and(|rest| rest.starts_with('/'))
        })
        .unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::without_secret;

    #[test]
    fn the_secret_of_a_link_is_left_out() {
        for (path, logged) in [
            ("/restablecer/s3cret", "/restablecer"),
            ("/invitacion/s3cret", "/invitacion"),
            ("/configurar/s3cret/x", "/configurar"),
            ("/confirmar/s3cret", "/confirmar"),
            ("/confirmar", "/confirmar"),
            ("/confirmaron/x", "/confirmaron/x"),
            ("/proveedores/7/confirmar", "/proveedores/7/confirmar"),
            ("/", "/"),
        ] {
            assert_eq!(without_secret(path), logged);
        }
    }
}
