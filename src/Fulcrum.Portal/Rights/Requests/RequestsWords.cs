using System.Collections.Frozen;
using Fulcrum.Workspaces;

namespace Fulcrum.Portal.Rights.Requests;

/// <summary>The words of My requests.</summary>
internal static class RequestsWords
{
    public static readonly LocalText Lead = new("What you ask here is done at once, or by the day we name.", "Что вы просите здесь, мы делаем сразу или к названному дню.");

    public static readonly LocalText Copy = new("A copy of my data", "Копия моих данных");
    public static readonly LocalText CopyText = new("All of it in one file: a page to read, and the same as JSON and CSV.", "Всё в одном файле: страница для чтения и то же в JSON и CSV.");
    public static readonly LocalText CopyGo = new("Make a copy", "Сделать копию");
    public static readonly LocalText CopyAgain = new("Make a new copy", "Сделать новую копию");
    public static readonly LocalText CopyWriting = new("We are writing it.", "Пишем.");
    public static readonly LocalText CopyProgress = new("{0} of {1} lines are done.", "Готово строк: {0} из {1}.");
    public static readonly LocalText CopyLook = new("See how far it is", "Посмотреть, сколько готово");
    public static readonly LocalText CopyReady = new("Your copy is ready.", "Копия готова.");
    public static readonly LocalText CopyUntil = new("You can fetch it here until {0}, or until you sign out. It has {1} KB.", "Её можно взять здесь до {0} или пока вы не выйдете. Размер: {1} КБ.");
    public static readonly LocalText CopyFetch = new("Fetch the copy", "Взять копию");
    public static readonly LocalText CopyOver = new("The copy is gone.", "Копии больше нет.");
    public static readonly LocalText CopyOverText = new("Its time was over.", "Её срок вышел.");
    public static readonly LocalText CopyFailed = new("The copy did not come about.", "Копия не получилась.");
    public static readonly LocalText CopyFailedText = new("The fault is ours. Please ask once more.", "Сбой на нашей стороне. Попросите ещё раз.");

    public static readonly LocalText Stop = new("Stop every use", "Остановить всё");
    public static readonly LocalText StopText = new("We keep your data as it is and use it for nothing, until you say so.", "Мы оставим данные как есть и ни для чего не будем их брать, пока вы не скажете.");
    public static readonly LocalText StoppedText = new("We use your data for nothing. Your choices stay as they were.", "Мы ни для чего не берём ваши данные. Ваш выбор остался прежним.");
    public static readonly LocalText StopGo = new("Stop every use", "Остановить всё");
    public static readonly LocalText IsStopped = new("Every use is stopped.", "Всё остановлено.");
    public static readonly LocalText GoOn = new("Let it go on as I chose", "Продолжать, как я выбрал(а)");

    public static readonly LocalText Object = new("Object", "Возразить");
    public static readonly LocalText ObjectText = new("We do this in our own interest. You need give no reason to end it.", "Это мы делаем в своих интересах. Чтобы прекратить, причина не нужна.");
    public static readonly LocalText NothingToObject = new("We do nothing with your data in our own interest alone. All else is in My choices.", "Только ради себя мы ничего с вашими данными не делаем. Остальное в разделе «Мой выбор».");
    public static readonly LocalText ObjectGo = new("Object to all of these", "Возразить против всего");

    public static readonly LocalText Erase = new("Erase my data", "Стереть мои данные");
    public static readonly LocalText EraseText = new("We destroy what we hold of you at once, and hand you a proof.", "Мы сразу уничтожим то, что о вас храним, и дадим доказательство.");
    public static readonly LocalText EraseGo = new("Go to erasing", "Перейти к удалению");

    public static readonly LocalText Ask = new("Something else", "Что-то другое");
    public static readonly LocalText AskText = new("A person reads it and answers by the day the law sets.", "Это прочтёт человек и ответит к дню, который ставит закон.");
    public static readonly LocalText Kind = new("What is it about?", "О чём это?");
    public static readonly LocalText Choose = new("Choose one", "Выберите");
    public static readonly LocalText NoKind = new("Choose what it is about.", "Выберите, о чём это.");
    public static readonly LocalText What = new("In your own words", "Своими словами");
    public static readonly LocalText WhatHint = new("At most 500 letters.", "Не больше 500 букв.");
    public static readonly LocalText NoWords = new("Tell us in a few words what you want.", "Скажите в двух словах, что нам сделать.");
    public static readonly LocalText TooLong = new("This is longer than 500 letters. Please make it shorter.", "Это длиннее 500 букв. Сделайте короче.");
    public static readonly LocalText AskGo = new("Send the request", "Послать просьбу");

    public static readonly LocalText All = new("Where your requests stand", "Что с вашими просьбами");
    public static readonly LocalText AllText = new("The newest one comes first.", "Сначала новые.");
    public static readonly LocalText NoRequests = new("You have asked for nothing yet.", "Вы пока ничего не просили.");
    public static readonly LocalText Due = new("You have our answer by {0}.", "Мы ответим до {0}");
    public static readonly LocalText Longer = new("It takes us longer than usual. The law lets us take this time once.", "Нам нужно больше времени. Закон даёт нам его один раз.");
    public static readonly LocalText Waits = new("We wait for your answer. Where the law says so, the days until then do not count.", "Мы ждём вашего ответа. Если так велит закон, дни до него не считаются.");
    public static readonly LocalText Drop = new("Take it back", "Забрать просьбу");

    public static readonly LocalText Done = new("Done", "Сделано");

    private static readonly FrozenDictionary<string, LocalText> Results = new Dictionary<string, LocalText>
    {
        [RequestsRoutes.Copy] = new("We write your copy.", "Мы пишем копию."),
        [RequestsRoutes.Stop] = new("From now on we use your data for nothing.", "С этой минуты мы ни для чего не берём ваши данные."),
        [RequestsRoutes.GoOn] = new("Your choices hold again.", "Ваш выбор снова действует."),
        [RequestsRoutes.Object] = new("We stopped what we did in our own interest.", "Мы прекратили то, что делали в своих интересах."),
        [RequestsRoutes.Ask] = new("We have your request. You see below by when we answer.", "Ваша просьба у нас. Ниже видно, когда мы ответим."),
        [RequestsRoutes.Answer] = new("We have your answer and go on.", "Ваш ответ у нас, продолжаем."),
        [RequestsRoutes.Drop] = new("You took your request back.", "Вы забрали просьбу."),
        [RequestsRoutes.Confirm] = ReferralWords.Confirmed,
        [RequestsRoutes.Decline] = ReferralWords.Declined,
        [RequestsRoutes.Desk] = new("We have your request to erase. A person has to look at it first, and answers by the day below.", "Просьба стереть данные у нас. Сначала её проверит человек и ответит к дню ниже."),
    }.ToFrozenDictionary();

    /// <summary>What was done.</summary>
    public static LocalText Of(string done) => Results.TryGetValue(done, out var words) ? words : Done;
}
