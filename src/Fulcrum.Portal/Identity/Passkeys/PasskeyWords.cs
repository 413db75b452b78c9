using Fulcrum.Workspaces;

namespace Fulcrum.Portal.Identity.Passkeys;

/// <summary>The words of passkeys.</summary>
internal static class PasskeyWords
{
    public static readonly LocalText Title = new("My passkeys", "Мои ключи доступа");
    public static readonly LocalText Lead = new(
        "A passkey lets you in with your finger, your face or a PIN. You then need no code.",
        "Ключ доступа впускает по пальцу, лицу или ПИН-коду. Код тогда не нужен.");

    public static readonly LocalText None = new("You have no passkey here.", "У вас здесь нет ключей доступа.");
    public static readonly LocalText Added = new("Added", "Добавлен");
    public static readonly LocalText Used = new("Last used", "Последний вход");
    public static readonly LocalText NotUsed = new("not yet", "ещё не было");
    public static readonly LocalText Remove = new("Remove", "Удалить");
    public static readonly LocalText Add = new("Add a passkey", "Добавить ключ доступа");
    public static readonly LocalText Name = new("What do you want to call it?", "Как его назвать?");
    public static readonly LocalText NameHint = new("A name you know it by, like my phone. You can leave it out.", "Имя, по которому вы его узнаете: мой телефон. Можно не писать.");
    public static readonly LocalText Unnamed = new("Passkey", "Ключ доступа");
    public static readonly LocalText AddText = new(
        "Your device keeps the secret part. We keep the part that checks it, and we write to you that it was added.",
        "Секрет хранит ваше устройство. Мы храним часть для проверки и напишем вам, что ключ добавлен.");

    public static readonly LocalText WithoutScript = new(
        "This browser runs no script, or knows no passkeys. The code works here as before.",
        "Этот браузер без скриптов или не знает ключей доступа. Код работает здесь как раньше.");

    public static readonly LocalText NotAdded = new("No passkey was added. You can try once more.", "Ключ не добавлен. Можно попробовать ещё раз.");
    public static readonly LocalText TooMany = new("You have ten passkeys here. Remove one first.", "У вас уже десять ключей. Сначала удалите один.");
    public static readonly LocalText WasAdded = new("The passkey was added", "Ключ доступа добавлен");
    public static readonly LocalText WasAddedText = new("Next time you can sign in with it. We wrote to you about it.", "В следующий раз можно войти с ним. Мы вам об этом написали.");
    public static readonly LocalText WasRemoved = new("The passkey was removed", "Ключ доступа удалён");
    public static readonly LocalText WasRemovedText = new("It opens nothing here any more. You can delete it on your device too.", "Здесь он больше ничего не откроет. Удалите его и на устройстве.");
    public static readonly LocalText Enter = new("Sign in with a passkey", "Войти с ключом доступа");
    public static readonly LocalText EnterText = new("If you added one here before, you need no code.", "Если вы его здесь добавляли, код не нужен.");
    public static readonly LocalText NotEntered = new("No passkey opened anything. Ask for a code instead.", "Ключ ничего не открыл. Попросите код.");
    public static readonly LocalText Card = new("Sign in without a code the next time.", "В следующий раз войти без кода.");
    public static readonly LocalText Kept = new("We also keep what checks your passkeys, {0} in all.", "Ещё мы храним то, чем проверяем ваши ключи доступа: {0}");
    public static readonly LocalText DidAdd = new("You added a passkey", "Вы добавили ключ доступа");
    public static readonly LocalText DidUse = new("You signed in with a passkey", "Вы вошли с ключом доступа");
    public static readonly LocalText DidRemove = new("You removed a passkey", "Вы удалили ключ доступа");
}
