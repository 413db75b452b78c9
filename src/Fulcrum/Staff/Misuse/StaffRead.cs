namespace Fulcrum.Staff.Misuse;

/// <summary>One of ours looked at a person, tried to, or took people along: all that the rules against misuse get to see of it. Nobody's data.</summary>
/// <param name="Member">Id of whoever looked.</param>
/// <param name="Role">The role they looked in; peers are those with the same.</param>
/// <param name="At">When.</param>
/// <param name="Person">Stands for the person: the number of the subject; 0 when nobody was known by what was asked for.</param>
public readonly record struct StaffRead(string Member, string Role, Instant At, long Person)
{
    /// <summary>The case it was done for, as the company numbers them; empty for none.</summary>
    public string Case { get; init; } = "";

    /// <summary>Whether values were seen in full.</summary>
    public bool IsReveal { get; init; }

    /// <summary>The customer number asked for, where it was a number; -1 for none. Only neighbours among them count.</summary>
    public long Number { get; init; } = -1;

    /// <summary>How whoever looked stands to the person, as far as it was declared.</summary>
    public Closeness Closeness { get; init; }

    /// <summary>How many people were taken along at once; 1 for a look.</summary>
    public int People { get; init; } = 1;

    /// <summary>Whether it names a case.</summary>
    public bool HasCase => Case is { Length: > 0 };
}

/// <summary>How one of ours stands to a person.</summary>
public enum Closeness
{
    /// <summary>Nothing was declared.</summary>
    None,

    /// <summary>It is they themselves.</summary>
    Self,

    /// <summary>A relative, or somebody they live with.</summary>
    Relative,

    /// <summary>A former partner.</summary>
    FormerPartner,

    /// <summary>Somebody in the public eye; declared for all of staff.</summary>
    PublicEye,
}
