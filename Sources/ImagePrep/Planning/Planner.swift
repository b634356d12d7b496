/// Chooses the cheapest route that keeps the promise.
struct Planner {
    let options: PrepareOptions

    func plan(_ inspection: Inspection, of input: Span<UInt8>) throws(ImagePrepError) -> Plan {
        throw .unsupported(feature: "Planning", advice: "wait for it to be built")
    }
}
