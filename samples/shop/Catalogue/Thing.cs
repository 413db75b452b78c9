namespace Meridian.Shop.Catalogue;

/// <summary>A text in the shop's two languages.</summary>
/// <param name="En">English.</param>
/// <param name="Ru">Russian.</param>
public sealed record Text(string En, string Ru)
{
    /// <summary>In a language: English where we have no other.</summary>
    public string In(string language) => language == "ru" ? Ru : En;
}

/// <summary>Something the shop sells.</summary>
/// <param name="Name">In addresses and file names.</param>
/// <param name="Topic">What its page is about; the workspace's offers follow it.</param>
/// <param name="Title">What it is.</param>
/// <param name="About">A sentence on it.</param>
/// <param name="Euro">Its price.</param>
public sealed record Thing(string Name, string Topic, Text Title, Text About, int Euro);

/// <summary>Everything the shop sells.</summary>
public static class Things
{
    /// <summary>In the order of the shelf.</summary>
    public static IReadOnlyList<Thing> All { get; } =
    [
        new("gloves", "sport", new("Driving gloves", "Перчатки водителя"), new("Thin leather, open knuckles. Made for the Comet's wheel.", "Тонкая кожа, открытые костяшки. Для руля Comet."), 79),
        new("wallbox", "electric", new("Wallbox, 11 kW", "Домашняя зарядка, 11 кВт"), new("Charges an Aurora overnight.", "Заряжает Aurora за ночь."), 690),
        new("roof-box", "family", new("Roof box, 420 litres", "Багажник на крышу, 420 литров"), new("Holds what four people take on holiday. Fits the Terra.", "Вещи четверых на отпуск. Для Terra."), 340),
        new("cap", "sport", new("Tweed cap", "Твидовая кепка"), new("Stays on with the top down.", "Не слетает и с открытым верхом."), 45),
        new("cable", "electric", new("Charging cable, 5 metres", "Зарядный кабель, 5 метров"), new("For every public post.", "Для любой городской зарядки."), 160),
        new("child-seat", "family", new("Child seat", "Детское кресло"), new("From nine months to four years, clicks in without a belt.", "От девяти месяцев до четырёх лет, крепится без ремня."), 280),
    ];

    /// <summary>One of them; null for a name nothing has.</summary>
    public static Thing? Find(string name) => All.FirstOrDefault(thing => thing.Name == name);
}
