using Fulcrum.Portal.Tests.DarkPatterns.Rules;

namespace Fulcrum.Portal.Tests.DarkPatterns.Flows;

/// <summary>What rules of steps say about walks. Each answers what breaks it, with the rule's number.</summary>
internal static class WalkRules
{
    private const int TakingBackMax = 2;
    private const int ErasingMax = 3;

    /// <summary>What is wrong with how a yes and a no are reached from one page.</summary>
    /// <param name="accept">The walk to a yes.</param>
    /// <param name="refuse">The walk to a no.</param>
    public static IEnumerable<string> OfAnswers(Walk accept, Walk refuse) =>
    [
        .. Broken(6, !refuse.Arrived || refuse.Presses > accept.Presses, accept, refuse),
        .. Broken(8, refuse.Requests > accept.Requests || refuse.Pages > accept.Pages || refuse.Questions > accept.Questions, accept, refuse),
        .. Broken(21, refuse.Questions > 0, accept, refuse),
        .. Broken(22, refuse.Fields > accept.Fields, accept, refuse),
    ];

    /// <summary>What is wrong with how a yes is taken back.</summary>
    /// <param name="give">The walk to the yes, from a page.</param>
    /// <param name="takeBack">The walk to its end, from the same page.</param>
    public static IEnumerable<string> OfTakingBack(Walk give, Walk takeBack) =>
    [
        .. Broken(7, !takeBack.Arrived || takeBack.Presses > give.Presses || takeBack.Presses > TakingBackMax, give, takeBack),
        .. Broken(8, takeBack.Pages > give.Pages, give, takeBack),
        .. Broken(21, takeBack.Questions > 0, give, takeBack),
        .. Broken(23, takeBack.Fields > give.Fields, give, takeBack),
    ];

    /// <summary>What is wrong with how somebody has themselves erased; the last press is the one confirmation.</summary>
    public static IEnumerable<string> OfErasing(Walk erase) => Broken(24, !erase.Arrived || erase.Presses > ErasingMax || erase.Questions > 0, erase, erase);

    private static IEnumerable<string> Broken(int rule, bool isBroken, Walk one, Walk other) => isBroken ? [$"{DarkPatternRules.All[rule]}: {one} against {other}"] : [];
}
