fn main() {
    let terms = eslabon_search::classes::index_terms();
    let judged = std::env::args()
        .nth(1)
        .and_then(|a| a.parse().ok())
        .unwrap_or(2);
    let start = std::time::Instant::now();
    println!(
        "{:?} {:?}",
        eslabon_search::classes::cross_validate(&terms, 5, judged, 1),
        start.elapsed()
    );
    let start = std::time::Instant::now();
    let model = eslabon_search::classes::ClassModel::train();
    println!("train {:?}", start.elapsed());
    let bytes = model.to_bytes();
    println!("{} bytes", bytes.len());
    if let Some(path) = std::env::args().nth(2) {
        std::fs::write(path, bytes).unwrap();
    }
}
