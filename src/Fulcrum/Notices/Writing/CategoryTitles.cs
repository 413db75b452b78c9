using System.Collections.Frozen;
using Fulcrum.Workspaces;

namespace Fulcrum.Notices.Writing;

/// <summary>Plain titles of data categories in English and in Russian. Those not here need a title of the workspace's own.</summary>
internal static class CategoryTitles
{
    private static readonly FrozenDictionary<string, LocalText> Titles = new Dictionary<string, LocalText>(StringComparer.Ordinal)
    {
        ["user.account"] = new("Your account", "Ваш вход у нас"),
        ["user.account.settings"] = new("How you set up your account", "Ваши настройки"),
        ["user.account.username"] = new("The name you log in with", "Имя для входа"),
        ["user.behavior"] = new("What you do on our pages", "Что вы делаете на сайте"),
        ["user.behavior.browsing_history"] = new("The pages you look at", "Какие страницы вы смотрите"),
        ["user.behavior.media_consumption"] = new("What you watch and listen to", "Что вы смотрите и слушаете"),
        ["user.behavior.purchase_history"] = new("What you buy and book", "Что вы купили и на что записались"),
        ["user.behavior.search_history"] = new("What you search for", "Что вы ищете"),
        ["user.contact"] = new("How to reach you", "Как с вами связаться"),
        ["user.contact.address"] = new("Your address", "Ваш адрес"),
        ["user.contact.address.city"] = new("Your town", "Ваш город"),
        ["user.contact.address.country"] = new("Your country", "Ваша страна"),
        ["user.contact.address.postal_code"] = new("Your post code", "Ваш индекс"),
        ["user.contact.address.state"] = new("Your region", "Ваш край или область"),
        ["user.contact.address.street"] = new("Your street and house", "Ваша улица и дом"),
        ["user.contact.email"] = new("Your e-mail address", "Адрес вашей почты"),
        ["user.contact.organization"] = new("The firm you belong to", "Ваша фирма"),
        ["user.contact.phone_number"] = new("Your phone number", "Номер телефона"),
        ["user.content"] = new("What you tell us", "Что вы нам говорите"),
        ["user.content.private"] = new("What you tell only us", "Что вы говорите только нам"),
        ["user.content.public"] = new("What you post for all", "Что вы пишете для всех"),
        ["user.content.self_image"] = new("Pictures of you", "Ваши фото"),
        ["user.demographic"] = new("Facts about you", "Что мы знаем о вас"),
        ["user.demographic.age_range"] = new("Your rough age", "Примерный возраст"),
        ["user.demographic.date_of_birth"] = new("Your date of birth", "Дата рождения"),
        ["user.demographic.gender"] = new("Whether you are a man or a woman", "Ваш пол"),
        ["user.demographic.language"] = new("Your language", "Ваш язык"),
        ["user.demographic.profile"] = new("What you like", "Что вам нравится"),
        ["user.device"] = new("Your phone or computer", "Ваш телефон или компьютер"),
        ["user.device.cookie"] = new("A small note in your browser", "Метка в браузере"),
        ["user.device.cookie_id"] = new("The number of your browser", "Номер вашего браузера"),
        ["user.device.device_id"] = new("The number of your phone", "Номер вашего аппарата"),
        ["user.device.ip_address"] = new("Your address on the net", "Ваш адрес в сети"),
        ["user.financial"] = new("Your money matters", "Ваши деньги и счета"),
        ["user.financial.bank_account"] = new("Your bank account", "Счёт в банке"),
        ["user.financial.credit_card"] = new("Your bank card", "Банковская карта"),
        ["user.government_id.vehicle_registration"] = new("The plate of your car", "Номер вашей машины"),
        ["user.job_title"] = new("Your job", "Кем вы работаете"),
        ["user.location"] = new("Where you are", "Где вы"),
        ["user.location.imprecise"] = new("Roughly where you are", "Примерно где вы"),
        ["user.location.precise"] = new("Just where you are", "Где вы точно"),
        ["user.name"] = new("Your name", "Ваше имя"),
        ["user.name.first"] = new("Your first name", "Ваше имя"),
        ["user.name.last"] = new("Your last name", "Ваша фамилия"),
        ["user.payment"] = new("How you pay", "Как вы платите"),
        ["user.privacy_preferences"] = new("What you said yes and no to", "На что вы сказали «да» и «нет»"),
        ["user.social"] = new("Whom you know", "С кем вы знакомы"),
        ["user.telemetry"] = new("How our app runs for you", "Как у вас работает наше приложение"),
        ["user.unique_id"] = new("Numbers that stand for you", "Ваши номера у нас"),
        ["user.unique_id.pseudonymous"] = new("A made-up name for you", "Условное имя для вас"),
        ["user.workplace"] = new("Where you work", "Где вы работаете"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The title of a category; null when there is none.</summary>
    public static LocalText? Of(string category) => Titles.GetValueOrDefault(category);
}
