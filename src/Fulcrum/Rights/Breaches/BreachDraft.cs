using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Fulcrum.Notices.Writing;
using Fulcrum.Workspaces;

namespace Fulcrum.Rights.Breaches;

/// <summary>Drafts of what the authority (GDPR Art. 33(3)) and those concerned (Art. 34(2)) are told. What the system knows stands in them; what only people know is left open in square brackets. Pure.</summary>
public static class BreachDraft
{
    /// <summary>Writes one.</summary>
    /// <param name="toWhom">Whom it is for.</param>
    /// <param name="breach">The breach.</param>
    /// <param name="reach">How many it concerns.</param>
    /// <param name="workspace">Knows the company, and which data came in.</param>
    /// <param name="language"><c>en</c> or <c>ru</c>.</param>
    public static string Write(BreachAddressee toWhom, Breach breach, BreachReach reach, Workspace workspace, string language)
    {
        ArgumentNullException.ThrowIfNull(breach);
        ArgumentNullException.ThrowIfNull(reach);
        ArgumentNullException.ThrowIfNull(workspace);
        var text = new StringBuilder();
        if (breach.IsDrill)
        {
            Say(BreachWords.Drill);
        }

        if (toWhom == BreachAddressee.Authority)
        {
            Head(BreachWords.ToAuthority);
            Part(BreachWords.Nature, breach.What);
            Part(BreachWords.Known, breach.KnownAt.ToString());
            Part(BreachWords.Span, $"{breach.From} – {breach.Until}");
            Part(BreachWords.People, reach.People.ToString(CultureInfo.InvariantCulture));
            Part(BreachWords.ByLaw, string.Join(", ", reach.ByLaw.Select(law => string.Create(CultureInfo.InvariantCulture, $"{law.Key}: {law.Value}"))));
        }
        else
        {
            Head(BreachWords.ToPeople);
            Say(BreachWords.Greeting);
            Part(BreachWords.Nature, breach.What);
            Part(BreachWords.Span, $"{breach.From} – {breach.Until}");
        }

        Part(BreachWords.Data, string.Join(", ", CategoriesOf(breach, workspace, language)));
        Part(BreachWords.Contact, ContactOf(workspace, language));
        Part(BreachWords.Consequences, BreachWords.Open.In(language));
        Part(BreachWords.Measures, BreachWords.Open.In(language));
        if (toWhom == BreachAddressee.Subjects)
        {
            Part(BreachWords.YouCan, BreachWords.Open.In(language));
        }

        return text.ToString();

        void Head(LocalText title) => text.Append(title.In(language)).Append("\n\n");
        void Say(LocalText said) => text.Append(said.In(language)).Append("\n\n");
        void Part(LocalText title, string said) => text.Append(title.In(language)).Append('\n').Append(said.Length > 0 ? said : BreachWords.Open.In(language)).Append("\n\n");
    }

    /// <summary>What kinds of data its sources are allowed to send: never more came in.</summary>
    private static ImmutableArray<string> CategoriesOf(Breach breach, Workspace workspace, string language) =>
    [
        .. workspace.Sources.Values.Where(source => breach.Source.Length == 0 || source.Name == breach.Source)
            .SelectMany(source => source.Contracts).SelectMany(contract => contract.Events).SelectMany(rule => rule.Properties)
            .Select(property => property.Label.Category).Distinct().Order(StringComparer.Ordinal)
            .Select(category => workspace.Disclosures.Categories.GetValueOrDefault(category) is { } told ? told.In(language) : CategoryTitles.Of(category) is { } title ? title.In(language) : category),
    ];

    private static string ContactOf(Workspace workspace, string language) => workspace.Disclosures.Controller is { } controller
        ? string.Join(", ", new[] { controller.Name.In(language), controller.Address.In(language), controller.Officer?.In(language) ?? controller.Contact.In(language), controller.Email }.Where(part => part.Length > 0))
        : workspace.Name;
}

/// <summary>The words of drafts.</summary>
internal static class BreachWords
{
    public static readonly LocalText Drill = new("THIS IS A DRILL. Nothing happened. Send it to nobody.", "ЭТО УЧЕНИЕ. Ничего не случилось. Никому не отправляйте.");
    public static readonly LocalText ToAuthority = new("We report a breach of personal data.", "Мы сообщаем об утечке персональных данных.");
    public static readonly LocalText ToPeople = new("Something happened to your data, and we owe you the truth about it.", "С вашими данными случилась беда, и мы обязаны сказать вам правду.");
    public static readonly LocalText Greeting = new("This letter says what happened, what it may mean for you, and what you can do.", "Здесь сказано, что случилось, чем это грозит и что вы можете сделать.");
    public static readonly LocalText Nature = new("What happened", "Что случилось");
    public static readonly LocalText Known = new("When we learned of it", "Когда мы узнали");
    public static readonly LocalText Span = new("Which data: what came in between", "Какие данные: полученные между");
    public static readonly LocalText People = new("How many people", "Сколько людей");
    public static readonly LocalText ByLaw = new("How many each law protects", "Скольких защищает каждый закон");
    public static readonly LocalText Data = new("What kinds of data", "Что за данные");
    public static readonly LocalText Contact = new("Whom to ask", "К кому обращаться");
    public static readonly LocalText Consequences = new("What may follow from it", "Что из этого может выйти");
    public static readonly LocalText Measures = new("What we did and will do", "Что мы сделали и сделаем");
    public static readonly LocalText YouCan = new("What you can do", "Что можете сделать вы");
    public static readonly LocalText Open = new("[to be written by the people who know]", "[допишут те, кто знает]");
}
