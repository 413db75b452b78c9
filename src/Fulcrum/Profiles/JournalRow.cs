namespace Fulcrum.Profiles;

/// <summary>What kind of thing a journal row says happened.</summary>
public enum EntryKind : byte
{
    /// <summary>An accepted event.</summary>
    Event = 1,

    /// <summary>A consent record.</summary>
    Consent = 2,

    /// <summary>Two subjects linked.</summary>
    Link = 3,

    /// <summary>A link cut again.</summary>
    Cut = 4,

    /// <summary>A decision; with subject when personal or suppressed, without when contextual.</summary>
    Decision = 5,

    /// <summary>An outcome of a decision: impression, click, conversion, complaint.</summary>
    Outcome = 6,

    /// <summary>A look-up of a subject by staff.</summary>
    LookUp = 7,

    /// <summary>A subject's keys destroyed; what remains so that they do not return by accident.</summary>
    Tombstone = 8,

    /// <summary>A workspace version applied.</summary>
    Workspace = 9,

    /// <summary>A link that a limit forbade.</summary>
    LinkRefused = 10,

    /// <summary>A privileged act on the store itself.</summary>
    Act = 11,

    /// <summary>A subject was shown, or given, what is kept about themselves.</summary>
    Access = 12,

    /// <summary>A message that waits to be sent; deleted once it was.</summary>
    Message = 13,

    /// <summary>What became of a message.</summary>
    Delivery = 14,

    /// <summary>A right of the subject that takes effect at once: a restriction or a contest, and what became of it.</summary>
    Right = 15,

    /// <summary>A request about rights, and what was done with it.</summary>
    Request = 16,

    /// <summary>What was done with a value exchange: taken, declined, delivered.</summary>
    Exchange = 17,

    /// <summary>A right that connected systems are to be told of. Nobody's data.</summary>
    Tell = 22,

    /// <summary>How far a connected system is with a right.</summary>
    TellAct = 23,

    /// <summary>Whose right connected systems are told of; deleted once they have done it.</summary>
    TellIdentities = 24,

    /// <summary>A request that a partner handed on, and what was done with it. Nobody's data.</summary>
    Referral = 18,

    /// <summary>Whose request a partner handed on; deleted once it is closed.</summary>
    ReferralIdentities = 19,

    /// <summary>A partner was told of a change, or could not be.</summary>
    ReferralDelivery = 20,

    /// <summary>A passkey of the subject: added, used, removed.</summary>
    Passkey = 21,

    /// <summary>What became of one of our own people: added, taught, removed. No customer's data.</summary>
    Staff = 25,

    /// <summary>What was done about a breach. No customer's data.</summary>
    Breach = 30,
}

/// <summary>One row of the journal, sealed and ready to be written.</summary>
/// <remarks>Only the payload is personal; everything beside it is pseudonymous. Rows without a subject are sealed with the store's own key.</remarks>
/// <param name="Kind">What happened.</param>
/// <param name="Subject">The subject it arrived for; <see cref="SubjectId.None"/> for none.</param>
/// <param name="At">When it was received.</param>
/// <param name="Source"><c>Source.Code</c>; 0 for the API.</param>
/// <param name="Dedupe">Keyed hash of (source, message id) or of a request id; 0 for none.</param>
/// <param name="Identifiers">Identifiers this row binds to <paramref name="Subject"/>, as packed 17-byte keys (type, hash big-endian); empty for most.</param>
/// <param name="Sealed">Nonce, ciphertext, tag.</param>
public readonly record struct JournalRow(
    EntryKind Kind, SubjectId Subject, Instant At, int Source, UInt128 Dedupe, ReadOnlyMemory<byte> Identifiers, ReadOnlyMemory<byte> Sealed);

/// <summary>A row read back, with its place in the journal.</summary>
/// <param name="Sequence">1, 2, 3, … over the whole journal.</param>
/// <param name="Row">The row.</param>
public readonly record struct JournalEntry(long Sequence, JournalRow Row);
