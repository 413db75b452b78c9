using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Fulcrum.Analyzers;

/// <summary>FUL001: decisions, views and everything else that uses personal data takes a <c>ProfileView</c>; it cannot name a <c>Profile</c>.</summary>
/// <remarks>Also catches a profile that is never spelled out: <c>var</c>, a member's type, a generic argument.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ProfileRoomsAnalyzer : DiagnosticAnalyzer
{
    private static readonly ImmutableHashSet<string> Guarded = ["Fulcrum.Profiles.Profile", "Fulcrum.Profiles.ProfilePart"];

    private static readonly ImmutableHashSet<string> Rooms =
        ["Fulcrum.Profiles", "Fulcrum.Permits", "Fulcrum.Identity", "Fulcrum.Consent", "Fulcrum.Collect", "Fulcrum.Rights"];

    private static readonly DiagnosticDescriptor Rule = new(
        "FUL001",
        "A profile is named only by the rooms that keep it",
        "'{0}' is a profile and {1} may not touch one: ask the door for a permit and use its ProfileView",
        "Fulcrum",
        DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => [Rule];

    /// <inheritdoc />
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterCompilationStartAction(start =>
        {
            if (CoreCode.Is(start.Compilation))
            {
                start.RegisterSyntaxNodeAction(Check, SyntaxKind.IdentifierName, SyntaxKind.GenericName);
            }
        });
    }

    private static void Check(SyntaxNodeAnalysisContext context)
    {
        var name = (SimpleNameSyntax)context.Node;
        if (TypeOf(context.SemanticModel.GetSymbolInfo(name, context.CancellationToken).Symbol) is not { } type || !Holds(type))
        {
            return;
        }

        var owner = context.ContainingSymbol;
        var room = owner?.ContainingNamespace?.ToDisplayString() ?? "";
        if (!Rooms.Contains(room) && !IsComposition(owner))
        {
            context.ReportDiagnostic(Diagnostic.Create(Rule, name.GetLocation(), name.Identifier.ValueText, room));
        }
    }

    private static ITypeSymbol? TypeOf(ISymbol? symbol) => symbol switch
    {
        ITypeSymbol type => type,
        IPropertySymbol property => property.Type,
        IFieldSymbol field => field.Type,
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        IMethodSymbol { MethodKind: not MethodKind.Constructor } method => method.ReturnType,
        _ => null,
    };

    private static bool Holds(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => Holds(array.ElementType),
        INamedTypeSymbol named => Guarded.Contains(CoreCode.NameOf(named)) || named.TypeArguments.Any(Holds),
        _ => false,
    };

    // FulcrumCore puts the rooms together and so must name what it hands from one to the other.
    private static bool IsComposition(ISymbol? symbol)
    {
        while (symbol is not null and not INamedTypeSymbol { ContainingType: null })
        {
            symbol = symbol.ContainingSymbol;
        }

        return symbol is INamedTypeSymbol type && CoreCode.NameOf(type) == "Fulcrum.FulcrumCore";
    }
}
