using System.Collections.Frozen;
using Fulcrum.Rights.Systems;
using Fulcrum.Workspaces;

namespace Fulcrum.Portal.Rights.Requests;

/// <summary>The words of who else was told.</summary>
internal static class ToldWords
{
    public static readonly LocalText Title = new("Others we told", "Кому мы сообщили");
    public static readonly LocalText Text = new("They hold data of yours from us. This is what each has said.", "У них есть ваши данные от нас. Вот что ответил каждый.");
    public static readonly LocalText Everything = new("Every use", "Всё");

    private static readonly FrozenDictionary<ToldState, LocalText> States = new Dictionary<ToldState, LocalText>
    {
        [ToldState.Waiting] = new("We have not reached them yet. We try since", "Пока не дошло. Пробуем с"),
        [ToldState.Acknowledged] = new("They know, and have not said that it is done. They know since", "Знают, но ещё не сказали, что сделали. Знают с"),
        [ToldState.Done] = new("They say that it is done:", "Говорят, что сделано:"),
        [ToldState.Failed] = new("They say no. A person of ours asks them since", "Говорят «нет». Наш сотрудник спрашивает их с"),
        [ToldState.GivenUp] = new("They do not answer. A person of ours asks them since", "Не отвечают. Наш сотрудник спрашивает их с"),
    }.ToFrozenDictionary();

    /// <summary>How far a system is; the moment follows.</summary>
    public static LocalText Of(ToldState state) => States[state];
}
