using System.Collections.Immutable;

namespace Fulcrum.Cli.Snippet;

/// <summary>What a browser saw of a page before anybody answered anything.</summary>
/// <param name="Page">The page, where it ended up.</param>
/// <param name="Asked">Everything asked of anybody, with the status it got; 0 for none.</param>
/// <param name="Scripts">How many times it loads the snippet.</param>
/// <param name="Kept">What it keeps of its own: kinds and names, no values. A cookie that only its server reads and that goes with the browser is not in it.</param>
/// <param name="ForeignCookies">Hosts besides the page's own that keep cookies.</param>
/// <param name="Blocked">What the page's own Content Security Policy stopped.</param>
/// <param name="IsRunning">Whether the snippet runs.</param>
/// <param name="Question">The question, as it is reached from the keyboard.</param>
/// <param name="HasWayBack">Whether settings and withdrawal can be reached once the question is closed.</param>
/// <param name="Policy">What the server told the page; null when it did not.</param>
internal sealed record PageSeen(
    Uri Page, ImmutableArray<AskedOf> Asked, int Scripts, ImmutableArray<string> Kept, ImmutableArray<string> ForeignCookies, ImmutableArray<string> Blocked,
    bool IsRunning, QuestionSeen Question, bool HasWayBack, PolicySeen? Policy);

/// <summary>One request.</summary>
/// <param name="Url">Where to.</param>
/// <param name="Status">The answer's status; 0 for none.</param>
internal sealed record AskedOf(Uri Url, int Status);

/// <summary>The question as it was found.</summary>
/// <param name="HasAllow">Whether a yes can be seen.</param>
/// <param name="HasRefuse">Whether a no can be seen beside it.</param>
/// <param name="IsReached">Whether both get the focus within a few presses of the tab key.</param>
internal sealed record QuestionSeen(bool HasAllow, bool HasRefuse, bool IsReached);

/// <summary>What of a page's policy is looked at.</summary>
/// <param name="IsToAsk">Whether something needs a yes.</param>
/// <param name="IsToAskUnderSignal">Whether something still needs one that Global Privacy Control leaves.</param>
internal sealed record PolicySeen(bool IsToAsk, bool IsToAskUnderSignal);
