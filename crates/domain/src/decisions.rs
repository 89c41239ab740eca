//! stand-in
/// r
pub struct DecisionReason {
    /// i
    pub id: String,
    /// c
    pub concerns_supplier: bool,
}
impl DecisionReason {
    /// x
    pub fn rejects(&self) -> bool {
        true
    }
}
/// f
pub fn find(_id: &str) -> Option<&'static DecisionReason> {
    None
}
