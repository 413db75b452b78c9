namespace Fulcrum.Prove.Results;

/// <summary>An instrument could not go on, so it proves nothing either way: the program did not start, or a server refuses what it asks.</summary>
/// <param name="message">What happened, with what the program said; never a key, never a subject's own data.</param>
public sealed class ProofStoppedException(string message) : Exception(message);
