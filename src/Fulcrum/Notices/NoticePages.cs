using Fulcrum.Notices.Writing;

namespace Fulcrum.Notices;

/// <summary>What serves a built page must say about it.</summary>
public static class NoticePages
{
    /// <summary>The content security policy under which a built page shows as it was built: its own style and nothing else.</summary>
    public static string PolicyOf(string page)
    {
        ArgumentNullException.ThrowIfNull(page);
        return HtmlForm.PolicyOf(page);
    }
}
