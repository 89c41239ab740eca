//! An installation that believes a provider, with a look at what it has written.

use axum::Router;
use eslabon_app::accounts::AccountRules;
use eslabon_app::accounts::establish::{Newcomer, establish};
use eslabon_app::accounts::sign_on::{Settings, SignOn};
use eslabon_domain::actors::{Actor, Role};
use eslabon_domain::ids::{CentreId, PersonId};
use eslabon_domain::text::Lang;
use eslabon_tests::world::World;
use libtest_mimic::Failed;
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement};

/// One installation, gone when dropped.
pub struct Installation {
    pub world: World,
    pub router: Router,
    raw: DatabaseConnection,
}

impl Installation {
    /// Believes the provider of this address about `altaluz.example`.
    pub async fn believing(issuer: &str) -> Result<Self, Failed> {
        let world = World::empty().await;
        world.app.set_account_rules(AccountRules {
            second_factor_for_staff: true,
            ..AccountRules::default()
        });
        world.app.set_sign_on(SignOn::new(vec![Settings {
            name: "Altaluz".into(),
            issuer: issuer.to_owned(),
            client_id: "eslabon".into(),
            client_secret: crate::provider::SECRET.into(),
            domains: vec!["altaluz.example".into()],
        }])?);
        let raw = sea_orm::Database::connect(world.app.place().database()).await?;
        Ok(Self {
            router: world.router(),
            world,
            raw,
        })
    }

    /// Someone who was invited, has no password and has accepted the privacy notice.
    pub async fn invite(&self, name: &str, role: Role) -> Result<PersonId, Failed> {
        let newcomer = Newcomer {
            id: PersonId::from_name(name),
            name: name.to_owned(),
            email: format!("{name}@altaluz.example"),
            lang: Lang::Es,
            role,
            organisation: None,
            centre: Some(CentreId::from_name("default")),
            password_hash: None,
        };
        let id = establish(&self.world.app, &Actor::command_line(), newcomer).await?;
        self.world.accept_notice(id).await;
        Ok(id)
    }

    /// Changes what is stored behind the program's back.
    pub async fn sql(&self, sql: &str, person: PersonId) -> Result<(), Failed> {
        let values = [person.0.into()];
        let statement =
            Statement::from_sql_and_values(self.raw.get_database_backend(), sql, values);
        let done = self.raw.execute_raw(statement).await?;
        match done.rows_affected() {
            0 => Err(format!("changed nothing: {sql}").into()),
            _ => Ok(()),
        }
    }

    /// How many rows there are.
    pub async fn count(&self, of: &str) -> Result<i64, Failed> {
        let sql = format!("SELECT COUNT(*) AS n FROM {of}");
        let statement = Statement::from_string(self.raw.get_database_backend(), sql);
        let row = self.raw.query_one_raw(statement).await?.ok_or("no row")?;
        Ok(row.try_get("", "n")?)
    }

    /// The size of everything that signing on may write.
    pub async fn written(&self) -> Result<Vec<i64>, Failed> {
        let mut sizes = Vec::new();
        for of in [
            "people",
            "memberships",
            "person_identities",
            "secrets WHERE kind IN ('session', 'device', 'half_signed_in')",
        ] {
            sizes.push(self.count(of).await?);
        }
        Ok(sizes)
    }

    /// The last act on record: what, and why.
    pub async fn last_act(&self) -> Result<(String, String), Failed> {
        let sql = "SELECT action, detail FROM audit_log ORDER BY number DESC LIMIT 1";
        let statement = Statement::from_string(self.raw.get_database_backend(), sql);
        let row = self.raw.query_one_raw(statement).await?.ok_or("no row")?;
        let detail: serde_json::Value =
            serde_json::from_str(&row.try_get::<String>("", "detail")?)?;
        let reason = detail.get("reason").and_then(|reason| reason.as_str());
        Ok((
            row.try_get("", "action")?,
            reason.unwrap_or_default().to_owned(),
        ))
    }
}
