using Fulcrum.Decisions;
using Fulcrum.Decisions.Rules;
using Fulcrum.Permits;
using Fulcrum.Profiles;

namespace Fulcrum.Tests.Decisions.Rules;

/// <summary>Both evaluators side by side, over readings and context by name.</summary>
internal static class RuleEvaluation
{
    internal static Truth Fast(Rule rule, FactReading[] readings, IReadOnlyDictionary<string, FactValue> context, Offer? offer = null) =>
        Run(rule, readings, context, offer, (run, root, program) => run.Ask(root, Inputs(program, readings, context)));

    internal static double Measure(Rule rule, FactReading[] readings, Offer? offer = null) =>
        Run(rule, readings, NoContext, offer, (run, root, program) => run.Measure(root, Inputs(program, readings, NoContext)));

    internal static RuleTrace Trace(FactReading[] readings, IReadOnlyDictionary<string, FactValue> context, Offer? offer = null) => new(
        fact => readings[fact.Index], name => context.GetValueOrDefault(name), RuleSamples.At, offer);

    internal static readonly Dictionary<string, FactValue> NoContext = new(StringComparer.Ordinal);

    internal static readonly FactReading[] NoFacts = [.. RuleSamples.Facts.Select(_ => RuleSamples.Missing)];

    internal static FactReading[] With(string name, FactValue value)
    {
        var readings = NoFacts.ToArray();
        readings[RuleSamples.Facts.Single(fact => fact.Name == name).Index] = RuleSamples.Present(value);
        return readings;
    }

    private static T Run<T>(
        Rule rule, FactReading[] readings, IReadOnlyDictionary<string, FactValue> context, Offer? offer, Func<RuleRun, int, RuleProgram, T> ask)
    {
        var compiler = new RuleCompiler();
        var root = compiler.Add(rule, offer);
        var program = compiler.Build();
        return ask(program.Rent(), root, program);
    }

    private static RuleInputs Inputs(RuleProgram program, FactReading[] readings, IReadOnlyDictionary<string, FactValue> context) => new(
        program.Facts.Select(fact => readings[fact.Index]).ToArray(),
        program.Context.Select(name => context.GetValueOrDefault(name)).ToArray(),
        RuleSamples.At);
}
