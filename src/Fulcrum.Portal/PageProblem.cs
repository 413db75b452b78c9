using Fulcrum.Workspaces;
using Microsoft.AspNetCore.Http;

namespace Fulcrum.Portal;

/// <summary>Why a page is not shown or a change not made, in words for the visitor.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable key.</param>
/// <param name="Title">What.</param>
/// <param name="Text">Why, and what to do.</param>
internal sealed record PageProblem(int Status, string Code, LocalText Title, LocalText Text)
{
    /// <summary>The page that helps on.</summary>
    public string Page { get; init; } = "choices";

    public static PageProblem NoPage { get; } = new(
        StatusCodes.Status404NotFound, "no-page",
        new("There is no such page", "Такой страницы нет"),
        new("The address may be old, or it was typed wrong. All pages are in the menu above.", "Адрес мог устареть, или в нём опечатка. Все страницы есть в меню выше."));

    public static PageProblem OtherMethod { get; } = new(
        StatusCodes.Status405MethodNotAllowed, "other-method",
        new("This page cannot be asked that way", "Эту страницу так не открыть"),
        new("Open it with a link from the menu above.", "Откройте её по ссылке из меню выше."));

    public static PageProblem BadRequest { get; } = new(
        StatusCodes.Status400BadRequest, "bad-request",
        new("We could not read that", "Мы не смогли это прочитать"),
        new("Nothing was changed. Go back to the page, load it again, and try once more.", "Ничего не изменилось. Вернитесь, обновите страницу и попробуйте ещё раз."));

    public static PageProblem FormNotOurs { get; } = new(
        StatusCodes.Status403Forbidden, "form-not-ours",
        new("Nothing was changed", "Ничего не изменилось"),
        new(
            "This form did not come from a page we gave this browser, or it is too old. Open My choices once more and press the button there. Your browser must keep our cookie for that.",
            "Эта форма пришла не с нашей страницы в этом браузере или устарела. Откройте «Мой выбор» и нажмите кнопку там. Для этого браузер должен хранить наш файл cookie."));

    public static PageProblem SignedOut { get; } = new(
        StatusCodes.Status403Forbidden, "signed-out",
        new("You are signed out", "Вы вышли"),
        new("Nothing was changed. To keep your data safe, a visit ends after a while. Sign in once more to go on.", "Ничего не изменилось. Ради вашей безопасности вход действует недолго. Войдите ещё раз."))
    {
        Page = "sign-in",
    };

    public static PageProblem TooMany { get; } = new(
        StatusCodes.Status429TooManyRequests, "too-many",
        new("Too many changes at once", "Слишком много изменений сразу"),
        new("Nothing was changed this time. Wait a few seconds and press the button again.", "В этот раз ничего не изменилось. Подождите несколько секунд и нажмите снова."));

    public static PageProblem TooManyPages { get; } = new(
        StatusCodes.Status429TooManyRequests, "too-many-pages",
        new("Too many pages at once", "Слишком много страниц сразу"),
        new("Wait a few seconds and load the page once more.", "Подождите несколько секунд и откройте страницу снова."));

    public static PageProblem NotReadable { get; } = new(
        StatusCodes.Status503ServiceUnavailable, "not-readable",
        new("We cannot show this now", "Сейчас мы не можем это показать"),
        new("The fault is ours. Until we can read your choices we use none of your data. Try again in a minute.", "Сбой на нашей стороне. Пока мы не видим ваш выбор, мы не используем ваши данные. Попробуйте через минуту."));

    public static PageProblem Detached { get; } = new(
        StatusCodes.Status503ServiceUnavailable, "detached",
        new("We cannot reach your data now", "Сейчас ваши данные недоступны"),
        new("The fault is ours. Nothing was changed. Wait a few seconds and load the page once more.", "Сбой на нашей стороне. Ничего не изменилось. Подождите несколько секунд и обновите страницу."));

    public static PageProblem DetachedUnsure { get; } = new(
        StatusCodes.Status503ServiceUnavailable, "detached-unsure",
        new("We do not know if that was saved", "Мы не знаем, сохранилось ли это"),
        new("The fault is ours. Open the page once more in a few seconds: it shows what holds now.", "Сбой на нашей стороне. Откройте страницу снова через несколько секунд: она покажет, что действует сейчас."));

    public static PageProblem Unforeseen { get; } = new(
        StatusCodes.Status500InternalServerError, "unforeseen",
        new("Something broke on our side", "У нас что-то сломалось"),
        new("You did nothing wrong. Try again, and write to us if it stays so.", "Вы ни при чём. Попробуйте ещё раз, а если не поможет, напишите нам."));
}

/// <summary>Ends a request with a problem's page.</summary>
internal sealed class PageException(PageProblem problem) : Exception(problem.Code)
{
    /// <summary>Which.</summary>
    public PageProblem Problem { get; } = problem;
}
