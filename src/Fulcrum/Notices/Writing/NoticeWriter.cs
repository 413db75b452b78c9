using System.Collections.Immutable;
using Fulcrum.Consent;
using Fulcrum.Profiles;
using Fulcrum.Workspaces;
using Fulcrum.Workspaces.Disclosures;

namespace Fulcrum.Notices.Writing;

/// <summary>Writes a notice in one language out of the workspace: what is collected, why, what is done, where, how long, who else, how to say no. Pure.</summary>
internal sealed class NoticeWriter
{
    private readonly Workspace _workspace;
    private readonly Notice _notice;
    private readonly NoticePhrases _say;
    private readonly ImmutableArray<Purpose> _covered;

    private NoticeWriter(Workspace workspace, Notice notice, string language)
    {
        (_workspace, _notice, _say) = (workspace, notice, NoticePhrases.Of(language));
        _covered = [.. FactsOfWorkspace.Covered(workspace, notice)];
    }

    private Controller? Controller => _workspace.Disclosures.Controller;

    /// <summary>Writes it.</summary>
    public static NoticeDocument Write(Workspace workspace, Notice notice, string language) => new NoticeWriter(workspace, notice, language).Write();

    private NoticeDocument Write() => new(
        _notice.Id,
        _say.Language,
        _say.Title(Controller is { } controller ? Said(controller.Name) : ""),
        _say.VersionLine(_notice.Name, _notice.Version),
        _workspace.Languages,
        [
            new NoticeSection("short", _say.Short, WriteShort()),
            new NoticeSection("what", _say.What, WriteWhat()),
            new NoticeSection("why", _say.Why, WriteWhy()),
            new NoticeSection("doing", _say.Doing, WriteDoing()),
            new NoticeSection("where", _say.Where, WriteWhere()),
            new NoticeSection("how-long", _say.HowLong, WriteHowLong()),
            new NoticeSection("who-else", _say.Receivers, WriteReceivers()),
            new NoticeSection("saying-no", _say.SayingNo, WriteSayingNo()),
            new NoticeSection("rights", _say.Rights, [new NoticeTerms([.. _say.RightsList(Controller?.Email).Select(right => new NoticeTerm(right, []))], IsLayer: false)]),
            .. Controller is null ? ImmutableArray<NoticeSection>.Empty : [new NoticeSection("ourselves", _say.Ourselves, WriteOurselves(Controller))],
        ]);

    private ImmutableArray<NoticeBlock> WriteShort()
    {
        var blocks = ImmutableArray.CreateBuilder<NoticeBlock>();
        blocks.Add(new NoticeParagraph(Said(_notice.Text)));
        var spans = _covered.Select(purpose => _workspace.Disclosures.Of(purpose.Name).Retention).ToArray();
        List<string> facts = [_say.ShortReceivers(Receivers().Count())];
        if (spans.All(span => span is not null) && spans.Length > 0)
        {
            facts.Insert(0, _say.ShortKept(KeptItself().Select(kept => kept.Span).Append(spans.Max()!.Value).Max()));
        }

        if (Controller is { } controller)
        {
            facts.Add(_say.ShortContact(controller.Email));
        }

        blocks.Add(new NoticeParagraph(string.Join(' ', facts)));
        return blocks.ToImmutable();
    }

    private ImmutableArray<NoticeBlock> WriteWhat()
    {
        var covered = _covered.Aggregate(PurposeSet.Empty, static (set, purpose) => set | purpose.Alone);
        var events = _workspace.Contracts.Values.OrderBy(contract => contract.Name, StringComparer.Ordinal).SelectMany(contract => contract.Events)
            .Where(rule => !(rule.Purposes & covered).IsEmpty).ToArray();
        var properties = events.SelectMany(rule => rule.Properties).Where(property => !(property.Purposes & covered).IsEmpty).ToArray();
        var items = properties.GroupBy(property => property.Label.Category, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new NoticeTerm(TitleOf(group.Key), Distinct(group.Select(property => Said(property.Reason)))))
            .Append(new NoticeTerm(_say.Happened, Distinct(events.Select(rule => Said(rule.Reason)))))
            .Append(new NoticeTerm(_say.Known, [.. _workspace.IdentifierTypes.Values.Select(type => type.Form.ToString().ToLowerInvariant()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(_say.KnownBy)]));
        return [new NoticeParagraph(_say.WhatLead), new NoticeTerms([.. items], IsLayer: true)];
    }

    private ImmutableArray<NoticeBlock> WriteWhy() =>
    [
        new NoticeParagraph(_say.WhyLead),
        new NoticeTerms([.. _covered.Select(purpose => new NoticeTerm(Said(purpose.Title), [Said(purpose.Reason), _say.Basis(purpose)]))], IsLayer: false),
    ];

    private ImmutableArray<NoticeBlock> WriteDoing()
    {
        var facts = _workspace.Facts.Values.Where(fact => fact.Computed is not null && _covered.Any(fact.Purposes.Contains)).OrderBy(fact => fact.Index).ToArray();
        var placements = _workspace.Placements.Values.Where(placement => _covered.Contains(placement.Purpose)).OrderBy(placement => placement.Name, StringComparer.Ordinal);
        var views = _workspace.Views.Values.Where(view => _covered.Contains(view.Purpose)).OrderBy(view => view.Name, StringComparer.Ordinal);
        var items = ImmutableArray.CreateBuilder<NoticeTerm>();
        Add(_say.Choosing, placements.Select(placement => Sentence(Said(placement.Title))));
        Add(_say.Looking, views.Select(view => Sentence(Said(view.Title))), _say.LookedUp);
        Add(_say.Counting, facts.Where(fact => fact.Provenance != Provenance.Inferred).Select(Told));
        Add(_say.Guessing, facts.Where(fact => fact.Provenance == Provenance.Inferred).Select(Told));
        return [new NoticeTerms(items.ToImmutable(), IsLayer: true)];

        string Told(FactDefinition fact) => $"{Sentence(Said(fact.Title))} {Said(fact.Reason)}";

        void Add(string term, IEnumerable<string> lines, string? last = null)
        {
            var all = Distinct(lines);
            if (all.Length > 0)
            {
                items.Add(new NoticeTerm(term, last is null ? all : all.Add(last)));
            }
        }
    }

    private ImmutableArray<NoticeBlock> WriteWhere()
    {
        var places = _covered.SelectMany(purpose => _workspace.Disclosures.Of(purpose.Name).Places).DistinctBy(place => place.Name)
            .OrderBy(place => place.Name, StringComparer.Ordinal).ToArray();
        return places.Length == 0
            ? [new NoticeParagraph(_say.NoPlace)]
            : [new NoticeTerms([.. places.Select(place => new NoticeTerm(Said(place.Title), [_say.Place(place, Said(Countries.TitleOf(place.Country)))]))], IsLayer: false)];
    }

    private ImmutableArray<NoticeBlock> WriteHowLong()
    {
        var own = _covered.Select(purpose => new NoticeTerm(Said(purpose.Title), [_say.Kept(_workspace.Disclosures.Of(purpose.Name).Retention)]));
        return
        [
            new NoticeTerms([.. own, .. KeptItself().Select(pair => new NoticeTerm(_say.KeptItself(pair.What), [_say.Kept(pair.Span)]))], IsLayer: false),
            new NoticeParagraph(_say.Withdrawn(_workspace.Settings.WithdrawnRetention)),
        ];
    }

    private (string What, TimeSpan Span)[] KeptItself()
    {
        var (kept, settings) = (_workspace.Settings.Retentions, _workspace.Settings);
        return [("decisions", kept.Decisions), ("consents", kept.Consents), ("look-ups", kept.LookUps), ("links", kept.Links), ("quarantine", settings.QuarantineRetention)];
    }

    private ImmutableArray<NoticeBlock> WriteReceivers()
    {
        var receivers = Receivers().ToArray();
        return receivers.Length == 0 ? [new NoticeParagraph(_say.NoReceiver)] : [new NoticeTerms([.. receivers.Select(Term)], IsLayer: false)];

        NoticeTerm Term(Recipient recipient) => new(
            $"{Said(recipient.Title)} ({Said(Countries.TitleOf(recipient.Country))})",
            [
                _say.Role(recipient.Role),
                _say.For(_say.Listed([.. _covered.Where(purpose => _workspace.Disclosures.Of(purpose.Name).Recipients.Contains(recipient)).Select(purpose => Said(purpose.Title))])),
            ]);
    }

    private ImmutableArray<NoticeBlock> WriteSayingNo()
    {
        var asked = _covered.Where(_notice.Purposes.Contains).Concat(_covered.Where(purpose => !_notice.Purposes.Contains(purpose) && _workspace.Disclosures.Of(purpose.Name).Withdrawal is not null));
        return
        [
            new NoticeParagraph(_say.SayingNoLead),
            new NoticeTerms(
                [.. asked.Select(purpose => new NoticeTerm(Said(purpose.Title), [_workspace.Disclosures.Of(purpose.Name).Withdrawal is { } how ? Said(how) : _say.Unsaid]))], IsLayer: false),
        ];
    }

    private ImmutableArray<NoticeBlock> WriteOurselves(Controller controller)
    {
        var lines = ImmutableArray.CreateBuilder<string>();
        lines.Add(Sentence(Said(controller.Address)));
        lines.Add($"{Said(controller.Contact)}: {controller.Email}.");
        if (controller.Url is { } url)
        {
            lines.Add(url.ToString());
        }

        if (controller.Officer is { } officer)
        {
            lines.Add(_say.Officer(Said(officer)));
        }

        return [new NoticeTerms([new NoticeTerm(Said(controller.Name), lines.ToImmutable())], IsLayer: false)];
    }

    private IEnumerable<Recipient> Receivers() => _covered.SelectMany(purpose => _workspace.Disclosures.Of(purpose.Name).Recipients)
        .DistinctBy(recipient => recipient.Name).OrderBy(recipient => recipient.Name, StringComparer.Ordinal);

    private string TitleOf(string category) => _workspace.Disclosures.Categories.TryGetValue(category, out var own) ? Said(own) : _say.Category(category);

    private string Said(LocalText text) => string.Join(' ', text.In(_say.Language).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Sentence(string text) => text.Length == 0 || text[^1] is '.' or '?' or '!' or '…' ? text : $"{text}.";

    private static ImmutableArray<string> Distinct(IEnumerable<string> lines) => [.. lines.Distinct(StringComparer.Ordinal)];
}
