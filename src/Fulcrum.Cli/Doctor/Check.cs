namespace Fulcrum.Cli.Doctor;

/// <summary>One thing looked at: what was found, and what to do about it.</summary>
/// <param name="Name">Which, stable.</param>
/// <param name="IsGood">Whether it may stay so; what may not makes the command fail.</param>
/// <param name="Found">What was found, in one sentence. Never personal data, a key or a password.</param>
/// <param name="Remedy">What to do; empty where there is nothing to do.</param>
internal sealed record Check(string Name, bool IsGood, string Found, string Remedy)
{
    /// <summary>Whether it is good and still worth a look: the remedy says what would be better.</summary>
    public bool IsAdvice => IsGood && Remedy.Length > 0;

    /// <summary>As it should be.</summary>
    public static Check Good(string name, string found) => new(name, true, found, "");

    /// <summary>It may stay so, and would be better otherwise.</summary>
    public static Check Look(string name, string found, string remedy) => new(name, true, found, remedy);

    /// <summary>It must not stay so.</summary>
    public static Check Mend(string name, string found, string remedy) => new(name, false, found, remedy);
}
