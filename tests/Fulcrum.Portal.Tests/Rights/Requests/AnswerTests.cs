using System.Net;
using Fulcrum.Rights;
using Fulcrum.Rights.Requests;

namespace Fulcrum.Portal.Tests.Rights.Requests;

/// <summary>What the desk asked and decided stands under the request, in plain words; a question is answered there.</summary>
public sealed class AnswerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("en", "The law does not give this right in your case.", "Our notice says where you may complain.")]
    [InlineData("ru", "В вашем случае закон не даёт этого права.", "Куда пожаловаться, сказано здесь:")]
    public async Task A_refusal_says_why_in_both_languages_in_words_of_ours_and_where_to_complain(string language, string why, string complain)
    {
        await using var portal = await RunningPortal.StartAsync();
        using var visitor = new PlainVisitor(portal);
        var desk = await AskedAsync(portal, visitor, RequestKind.Access);

        await EndAsync(portal, desk, RequestAct.Refuse, "We keep <no> letters.", new RequestFinding(DenialReason.ClaimNotCovered, ReviewOutcome.None));
        var page = (await visitor.GetAsync($"/{language}/requests")).Body;

        Assert.Contains($"<p>{why}</p>", page, StringComparison.Ordinal);
        Assert.Contains("<blockquote class=\"said\">We keep &lt;no&gt; letters.</blockquote>", page, StringComparison.Ordinal);
        Assert.Contains(complain, page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_reason_and_every_outcome_has_a_sentence_but_those_that_are_told_in_words()
    {
        await using var portal = await RunningPortal.StartAsync();
        using var visitor = new PlainVisitor(portal);
        var seen = new HashSet<string>();
        foreach (var reason in Enum.GetValues<DenialReason>().Where(reason => reason is not (DenialReason.None or DenialReason.Other)))
        {
            Assert.True(seen.Add(Portal.Rights.Requests.AnswerWords.Of(reason)!.En));
        }

        Assert.Null(Portal.Rights.Requests.AnswerWords.Of(DenialReason.Other));
        foreach (var (outcome, words) in new[] { (ReviewOutcome.Stands, "The choice stays as it was."), (ReviewOutcome.Changed, "and changed the choice.") })
        {
            var desk = await AskedAsync(portal, visitor, RequestKind.Review);
            await EndAsync(portal, desk, RequestAct.Complete, "We looked at it.", new RequestFinding(DenialReason.None, outcome));
            Assert.Contains(words, (await visitor.GetAsync("/en/requests")).Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_question_is_shown_and_answered_there_and_an_empty_answer_is_said_beside_the_field()
    {
        await using var portal = await RunningPortal.StartAsync();
        using var visitor = new PlainVisitor(portal);
        var desk = await AskedAsync(portal, visitor, RequestKind.Access);
        var id = await EndAsync(portal, desk, RequestAct.Ask, "Which letters do you mean?", default);

        Assert.Contains("Which letters do you mean?", (await visitor.GetAsync("/en/requests")).Body, StringComparison.Ordinal);
        var empty = await visitor.PostAsync("/en/requests", ("act", "answer"), ("id", id), ("what", "  "));
        Assert.Equal(HttpStatusCode.BadRequest, empty.Status);
        Assert.Contains($"id=\"answer-{id}-fault\"", empty.Body, StringComparison.Ordinal);
        Assert.Equal(RequestState.Asked, await StateAsync(portal, desk));
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.PostAsync("/en/requests", ("act", "answer"), ("id", id), ("what", "Those of May."))).Status);

        Assert.Equal(RequestState.Working, await StateAsync(portal, desk));
        Assert.DoesNotContain("Which letters do you mean?", (await visitor.GetAsync("/en/requests")).Body, StringComparison.Ordinal);
        Assert.Contains("Those of May.", (await visitor.GetAsync("/en/history")).Body, StringComparison.Ordinal);
    }

    /// <summary>Somebody signed in asks for something; the desk that works on it.</summary>
    private static async Task<RightsAsker> AskedAsync(RunningPortal portal, PlainVisitor visitor, RequestKind kind)
    {
        var customer = await Customer.MakeAsync(portal);
        await visitor.SignInAsync(customer.Email);
        await visitor.GetAsync("/en/requests");
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.PostAsync("/en/requests", ("act", "ask"), ("kind", kind.ToString()), ("what", "please"))).Status);
        return RightsAsker.Desk([portal.Read("user-id", customer.UserId)], "clerk-7", "test");
    }

    private static async Task<string> EndAsync(RunningPortal portal, RightsAsker desk, RequestAct act, string why, RequestFinding finding)
    {
        var id = (await portal.Core.Requests.ListAsync(desk, Token))[0].Request.Id;
        Assert.Equal(RequestResult.Done, (await portal.Core.Requests.ActAsync(desk, id, act, why, finding, Token)).Result);
        return id;
    }

    private static async Task<RequestState> StateAsync(RunningPortal portal, RightsAsker desk) => (await portal.Core.Requests.ListAsync(desk, Token))[0].Request.State;
}
