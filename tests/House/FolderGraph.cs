using Mono.Cecil;
using Mono.Cecil.Cil;

namespace EscalationBot.Tests.House;

/// <summary>
/// Which folder uses which, read from the compiled assembly: the spelling in the source (full names, aliases, global usings) makes no
/// difference. A folder is a namespace. Constants leave no trace in compiled code and do not count.
/// </summary>
internal sealed class FolderGraph
{
    private readonly Dictionary<(string From, string To), SortedSet<string>> _uses = [];
    private readonly string _root;

    private FolderGraph(string root) => _root = root;

    /// <summary>Folders and the folders they use, with the types that do so.</summary>
    public IReadOnlyDictionary<(string From, string To), SortedSet<string>> Uses => _uses;

    /// <summary>Reads an assembly.</summary>
    /// <param name="assembly">One of ours.</param>
    /// <param name="root">The namespace of its top folder.</param>
    public static FolderGraph Of(System.Reflection.Assembly assembly, string root)
    {
        var graph = new FolderGraph(root);
        using var module = ModuleDefinition.ReadModule(assembly.Location);
        foreach (var type in module.GetTypes())
        {
            var user = Outermost(type);
            if (graph.FolderOf(user) is { } from)
            {
                foreach (var used in ReferencesOf(type))
                {
                    graph.Add(from, user, used);
                }
            }
        }

        return graph;
    }

    /// <summary>Types of a folder, with its subfolders, that use what is asked for.</summary>
    /// <param name="assembly">One of ours.</param>
    /// <param name="folder">The folder's namespace.</param>
    /// <param name="wanted">What must not be used there.</param>
    public static IReadOnlyList<string> UsersOf(System.Reflection.Assembly assembly, string folder, Func<TypeReference, bool> wanted)
    {
        using var module = ModuleDefinition.ReadModule(assembly.Location);
        return
        [
            .. module
                .GetTypes()
                .Where(type =>
                    $"{Outermost(type).Namespace}.".StartsWith(folder + ".", StringComparison.Ordinal) && ReferencesOf(type).Any(wanted)
                )
                .Select(type => type.FullName),
        ];
    }

    /// <summary>Every group of folders that use each other in a circle, each sorted by name.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Circles()
    {
        var reach = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var folder in _uses.Keys.SelectMany(pair => new[] { pair.From, pair.To }).Distinct(StringComparer.Ordinal))
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var waiting = new Stack<string>([folder]);
            while (waiting.TryPop(out var next))
            {
                foreach (var (from, to) in _uses.Keys)
                {
                    if (from == next && seen.Add(to))
                    {
                        waiting.Push(to);
                    }
                }
            }

            reach[folder] = seen;
        }

        return
        [
            .. reach
                .Where(pair => pair.Value.Contains(pair.Key))
                .Select(pair =>
                    pair.Value.Where(other => reach[other].Contains(pair.Key))
                        .Append(pair.Key)
                        .Distinct(StringComparer.Ordinal)
                        .Order(StringComparer.Ordinal)
                        .ToList()
                )
                .DistinctBy(circle => string.Join(',', circle), StringComparer.Ordinal),
        ];
    }

    /// <summary>The uses inside a circle, for the message of a failed test.</summary>
    public IEnumerable<string> Explain(IReadOnlyList<string> circle) =>
        _uses
            .Where(use => circle.Contains(use.Key.From, StringComparer.Ordinal) && circle.Contains(use.Key.To, StringComparer.Ordinal))
            .OrderBy(use => use.Value.Count)
            .Select(use => $"{use.Key.From} -> {use.Key.To}: {string.Join(", ", use.Value.Take(5))}");

    private void Add(string from, TypeReference user, TypeReference used)
    {
        var outer = Outermost(used);
        if (FolderOf(outer) is { } to && to != from)
        {
            if (!_uses.TryGetValue((from, to), out var names))
            {
                _uses[(from, to)] = names = new SortedSet<string>(StringComparer.Ordinal);
            }

            names.Add($"{user.Name} uses {outer.Name}");
        }
    }

    /// <summary>"" for the top folder, null for what is not ours.</summary>
    private string? FolderOf(TypeReference type) =>
        type.Namespace == _root ? ""
        : type.Namespace.StartsWith(_root + ".", StringComparison.Ordinal) ? type.Namespace[(_root.Length + 1)..].Replace('.', '/')
        : null;

    private static TypeReference Outermost(TypeReference type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }

    private static IEnumerable<TypeReference> ReferencesOf(TypeDefinition type)
    {
        IEnumerable<TypeReference?> all =
        [
            type.BaseType,
            .. type.Interfaces.Select(one => one.InterfaceType),
            .. type.CustomAttributes.Select(one => one.AttributeType),
            .. type.Fields.Select(one => one.FieldType),
            .. type.Properties.Select(one => one.PropertyType),
            .. type.GenericParameters.SelectMany(one => one.Constraints).Select(one => one.ConstraintType),
            .. type.Methods.SelectMany(ReferencesOf),
        ];
        return all.OfType<TypeReference>().SelectMany(Parts);
    }

    private static IEnumerable<TypeReference?> ReferencesOf(MethodDefinition method)
    {
        yield return method.ReturnType;
        foreach (var parameter in method.Parameters)
        {
            yield return parameter.ParameterType;
        }

        if (!method.HasBody)
        {
            yield break;
        }

        foreach (var variable in method.Body.Variables)
        {
            yield return variable.VariableType;
        }

        foreach (var instruction in method.Body.Instructions)
        {
            foreach (var used in OperandsOf(instruction))
            {
                yield return used;
            }
        }
    }

    private static IEnumerable<TypeReference?> OperandsOf(Instruction instruction) =>
        instruction.Operand switch
        {
            TypeReference type => [type],
            GenericInstanceMethod generic => [generic.DeclaringType, .. generic.GenericArguments],
            MethodReference called => [called.DeclaringType],
            FieldReference field => [field.DeclaringType],
            _ => [],
        };

    /// <summary>A constructed type is made of others: arrays, generic arguments.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference type) =>
        type switch
        {
            GenericInstanceType generic => [generic.ElementType, .. generic.GenericArguments.SelectMany(Parts)],
            TypeSpecification constructed => Parts(constructed.ElementType),
            GenericParameter => [],
            _ => [type],
        };
}
