namespace Fulcrum.Server;

/// <summary>Members that must be there.</summary>
internal static class Required
{
    /// <summary>Throws the problem of a member that is missing or empty.</summary>
    public static void Check(string text, string member)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new ProblemException(Problems.MissingMember(member));
        }
    }
}
