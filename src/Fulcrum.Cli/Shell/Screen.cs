using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace Fulcrum.Cli.Shell;

/// <summary>Where a command speaks: data to standard output, all else to standard error; colours and bars only on a terminal.</summary>
/// <remarks>Not safe from many threads, except <see cref="StepProgress.Show"/>.</remarks>
internal sealed class Screen
{
    private static readonly JsonSerializerOptions JsonForm = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    private readonly TextWriter _data;
    private readonly TextWriter _notes;
    private readonly IAnsiConsole? _terminal;
    private readonly TimeProvider _clock;

    /// <summary>Speaks through the writers given.</summary>
    /// <param name="data">Standard output.</param>
    /// <param name="notes">Standard error.</param>
    /// <param name="isTerminal">Whether a person watches <paramref name="notes"/>.</param>
    /// <param name="clock">Times the steps.</param>
    public Screen(TextWriter data, TextWriter notes, bool isTerminal, TimeProvider clock)
    {
        (_data, _notes, _clock) = (data, notes, clock);
        _terminal = isTerminal
            ? AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(notes) })
            : null;
    }

    /// <summary>The screen of this process. <c>NO_COLOR</c> makes it plain.</summary>
    public static Screen OfProcess() => new(
        Console.Out,
        Console.Error,
        !Console.IsErrorRedirected && !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "",
        TimeProvider.System);

    /// <summary>A line of data, for the next program or the reader.</summary>
    public void Put(string line = "") => _data.WriteLine(line);

    /// <summary>Data in a form machines read.</summary>
    public void PutJson(object value) => _data.WriteLine(JsonSerializer.Serialize(value, JsonForm));

    /// <summary>A remark for whoever watches.</summary>
    public void Say(string line = "") => _notes.WriteLine(line);

    /// <summary>A table of data: drawn on a terminal, tab-separated elsewhere.</summary>
    public void PutTable(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        if (_terminal is null)
        {
            _data.WriteLine(string.Join('\t', headings));
            foreach (var row in rows)
            {
                _data.WriteLine(string.Join('\t', row));
            }

            return;
        }

        var table = new Table { Border = TableBorder.Rounded };
        foreach (var heading in headings)
        {
            table.AddColumn(Markup.Escape(heading));
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(Markup.Escape).ToArray());
        }

        _terminal.Write(table);
    }

    /// <summary>Says what is wrong, where, and the remedy.</summary>
    public void Complain(CommandFault complaint, bool json)
    {
        if (json)
        {
            PutJson(new
            {
                schema = 1,
                errors = complaint.Faults.Select(placed => new { placed.Fault.Code, where = placed.Where, placed.Fault.What, placed.Fault.Remedy }),
            });
            return;
        }

        foreach (var (where, fault) in complaint.Faults)
        {
            _notes.WriteLine($"error: {fault.What} [{fault.Code}]");
            if (where.Length > 0)
            {
                _notes.WriteLine($"  where:  {where}");
            }

            _notes.WriteLine($"  remedy: {fault.Remedy}");
        }
    }

    /// <summary>Runs a named step: a bar on a terminal, plain lines elsewhere.</summary>
    /// <param name="name">What is being done.</param>
    /// <param name="work">Does it; what it returns is said behind the name.</param>
    public async Task RunStepAsync(string name, Func<StepProgress, Task<string>> work)
    {
        var started = _clock.GetTimestamp();
        var outcome = _terminal is null ? await RunPlainAsync(name, work) : await RunDrawnAsync(_terminal, name, work);
        var seconds = _clock.GetElapsedTime(started).TotalSeconds;
        var end = outcome.Length == 0 ? "done" : outcome;
        var line = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}: {end} ({seconds:0.0} s)");
        if (_terminal is null)
        {
            Say(line);
        }
        else
        {
            _terminal.MarkupLineInterpolated($"[green]✓[/] {line}");
        }
    }

    private Task<string> RunPlainAsync(string name, Func<StepProgress, Task<string>> work) =>
        work(new StepProgress(_clock, TimeSpan.FromSeconds(2), (_, detail) => Say($"{name}: {detail}")));

    private async Task<string> RunDrawnAsync(IAnsiConsole terminal, string name, Func<StepProgress, Task<string>> work)
    {
        var outcome = "";
        await terminal.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new SpinnerColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask(Markup.Escape(name), maxValue: 1);
                task.IsIndeterminate = true;
                outcome = await work(new StepProgress(_clock, TimeSpan.FromMilliseconds(100), (share, detail) =>
                {
                    task.IsIndeterminate = false;
                    task.Value = share;
                    task.Description = Markup.Escape($"{name}: {detail}");
                }));
            });
        return outcome;
    }
}

/// <summary>How far a step is. Shows at most once in its interval, so it may be called for every row.</summary>
internal sealed class StepProgress(TimeProvider clock, TimeSpan interval, Action<double, string> show)
{
    private readonly Lock _lock = new();
    private long _shownAt = clock.GetTimestamp();

    /// <summary>Shows share and detail when it is time to.</summary>
    /// <param name="share">0 to 1.</param>
    /// <param name="detail">Called only when it is shown.</param>
    public void Show(double share, Func<string> detail)
    {
        lock (_lock)
        {
            if (clock.GetElapsedTime(_shownAt) < interval)
            {
                return;
            }

            _shownAt = clock.GetTimestamp();
            show(share, detail());
        }
    }
}
