//! The price that a buyer has in mind for a piece: kept beside the need, because it is confidential. It goes
//! into no need that is loaded, listed, exported or saved with an answer; who may read it is decided in `app`.

use crate::entities::needs as table;
use crate::{Read, StorageError, StorageResult, Transaction, batch, encode};
use eslabon_domain::ids::NeedId;
use eslabon_domain::money::{Currency, UnitPrice};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;
use uuid::Uuid;

/// Writes the target price of a need, or takes it away. The need's version is left as it is: whoever writes
/// the price writes the need, too.
///
/// # Errors
/// [`StorageError::NotFound`] where there is no such need.
pub async fn set(tx: &Transaction, id: NeedId, price: Option<UnitPrice>) -> StorageResult<()> {
    use table::Column as C;
    let amount = price.map(|price| price.ten_thousandths);
    let currency = price.map(|price| price.currency.code().to_owned());
    let written = table::Entity::update_many()
        .col_expr(C::TargetPrice, Expr::value(amount))
        .col_expr(C::TargetPriceCurrency, Expr::value(currency))
        .filter(C::Id.eq(id.0))
        .exec(tx.inner())
        .await?;
    match written.rows_affected {
        1 => Ok(()),
        _ => Err(StorageError::NotFound),
    }
}

/// The target price of a need; nothing where none is said.
///
/// # Errors
/// As any statement.
pub async fn find(db: &impl Read, id: NeedId) -> StorageResult<Option<UnitPrice>> {
    Ok(load_many(db, &[id]).await?.remove(&id))
}

/// The target prices of these needs, of those that say one.
///
/// # Errors
/// As any statement.
pub async fn load_many(
    db: &impl Read,
    ids: &[NeedId],
) -> StorageResult<HashMap<NeedId, UnitPrice>> {
    use table::Column as C;
    let mut found = HashMap::new();
    for chunk in ids.chunks(batch::MAX_IN) {
        let rows: Vec<(Uuid, Option<i64>, Option<String>)> = table::Entity::find()
            .select_only()
            .columns([C::Id, C::TargetPrice, C::TargetPriceCurrency])
            .filter(C::Id.is_in(chunk.iter().map(|id| id.0)))
            .filter(C::TargetPrice.is_not_null())
            .into_tuple()
            .all(db.connection())
            .await?;
        for (id, amount, currency) in rows {
            if let Some(price) = price(amount, currency)? {
                found.insert(NeedId(id), price);
            }
        }
    }
    Ok(found)
}

fn price(amount: Option<i64>, currency: Option<String>) -> StorageResult<Option<UnitPrice>> {
    let Some(ten_thousandths) = amount else {
        return Ok(None);
    };
    let currency = currency.and_then(|code| Currency::parse(&code));
    Ok(Some(UnitPrice {
        ten_thousandths,
        currency: currency.ok_or_else(|| encode::corrupt("needs.target_price_currency"))?,
    }))
}
