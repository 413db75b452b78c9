using Microsoft.CodeAnalysis;

namespace Fulcrum.Analyzers;

/// <summary>What the rules share: whose code they are about.</summary>
internal static class CoreCode
{
    /// <summary>The rules speak about the core alone; everything outside it is kept away by accessibility.</summary>
    public static bool Is(Compilation compilation) => compilation.AssemblyName == "Fulcrum";

    /// <summary>A type's full name without its generic arguments.</summary>
    public static string NameOf(ITypeSymbol type) => $"{type.ContainingNamespace?.ToDisplayString()}.{type.Name}";
}
