namespace Fulcrum.Consent.Ledger;

/// <summary>What the ledger will say of a consent row of a batch.</summary>
/// <param name="Row">Its place in the batch, from 0.</param>
/// <param name="Commitment">32 bytes.</param>
/// <param name="Grants">Whether it may enable anything; a refusal or a withdrawal does not.</param>
public readonly record struct RowCommitment(int Row, ReadOnlyMemory<byte> Commitment, bool Grants);
