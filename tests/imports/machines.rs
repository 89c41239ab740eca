//! Machines in a file: understood as they are typed, odd cells named, and nothing said twice.

use crate::Outcome;
use crate::bench::{Bench, said};
use crate::files::records;
use eslabon_app::imports::ImportKind;
use eslabon_domain::facts::FactValue;
use eslabon_domain::registry::KeyScheme;

const LATHE: &str = "equipment.cnc_lathe";

async fn with_suppliers(bench: &Bench) -> Outcome {
    let template = ImportKind::Suppliers.template().unwrap_or_default();
    bench.import("suppliers.csv", template).await?;
    Ok(())
}

/// A machine of the second supplier of the template, which has told of none.
fn machine(cells: &[(&str, &str)]) -> String {
    let mut row = vec![
        ("clave", "m1"),
        ("clave_proveedor", "ejemplo-2"),
        ("tipo_de_maquina", "Torno CNC"),
    ];
    for cell in cells {
        row.retain(|(column, _)| column != &cell.0);
        row.push(*cell);
    }
    records(&[&row])
}

pub async fn what_follows_from_a_list_becomes_facts(bench: Bench) -> Outcome {
    with_suppliers(&bench).await?;
    let text = machine(&[
        ("cantidad", "3"),
        ("año", "2015"),
        ("observado", "2026-06-01"),
    ]);
    let (rows, problems) = bench.tell("machines.csv", &text).await?;
    assert_eq!((rows, problems), ([1, 1, 0, 0, 0, 0], vec![]));
    let plant = bench.plant(KeyScheme::Own, "ejemplo-2").await?;
    let value = |attribute: &str| {
        let mut facts = plant.facts.iter();
        let of_it = |item: Option<&str>| item == Some(LATHE);
        let fact = facts.find(|one| one.attribute == attribute && of_it(one.item.as_deref()));
        fact.map(|fact| fact.value.clone())
    };
    assert_eq!(value("equipment.owned"), Some(FactValue::exactly(3)));
    assert_eq!(value("equipment.year"), Some(FactValue::exactly(2015)));
    let facts = bench.count("facts").await?;
    let (rows, _) = bench.tell("otra vez.csv", &text).await?;
    assert_eq!(rows, [1, 0, 0, 1, 0, 0]);
    let changed = machine(&[
        ("cantidad", "4"),
        ("año", "2015"),
        ("observado", "2026-07-01"),
    ]);
    let (rows, _) = bench.tell("cambio.csv", &changed).await?;
    assert_eq!(rows, [1, 0, 1, 0, 0, 0]);
    assert_eq!(bench.count("machines").await?, 1);
    assert!(bench.count("facts").await? > facts);
    Ok(())
}

pub async fn odd_machines_are_named_by_column(bench: Bench) -> Outcome {
    with_suppliers(&bench).await?;
    for (column, value, code) in [
        ("clave_proveedor", "nadie", "unknown_supplier"),
        ("tipo_de_maquina", "máquina del tiempo", "unknown_concept"),
        ("cantidad", "muchas", "bad_number"),
        ("clave", "", "missing_value"),
    ] {
        let (rows, problems) = bench.tell("m.csv", machine(&[(column, value)])).await?;
        assert_eq!(rows, [1, 0, 0, 0, 1, 0], "{column}");
        assert_eq!(problems, [said(1, column, value, code, true)]);
    }
    assert_eq!(bench.count("machines").await?, 0);
    let odd = machine(&[
        ("año", "1700"),
        ("recorrido_x", "mucho"),
        ("origen", "soñado"),
    ]);
    let (rows, mut problems) = bench.tell("m.csv", odd).await?;
    assert_eq!(rows, [1, 1, 0, 0, 0, 1]);
    problems.sort();
    let expected = [
        said(1, "año", "1700", "bad_term", false),
        said(1, "origen", "soñado", "bad_origin", false),
        said(1, "recorrido_x", "mucho", "bad_number", false),
    ];
    assert_eq!(problems, expected);
    Ok(())
}
