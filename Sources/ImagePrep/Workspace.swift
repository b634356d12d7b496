/// Memory and codec handles that one worker uses again for every image, so that the steady state allocates nothing large.
///
/// Not shared: give each thread its own. What an image leaves in it never changes the result of the next.
public struct Workspace: ~Copyable {
    /// An empty workspace; memory is taken as images need it.
    public init() {}
}
