using System.Reflection;
using System.Runtime.CompilerServices;

namespace Lora.Engine.Tests.Rooms;

/// <summary>
/// Public is what another room, a test in another assembly or the benchmark names, and what the public members of such a type are made of.
/// </summary>
public sealed class PublicTypeTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    /// <summary>The rooms in which it holds.</summary>
    public static TheoryData<string> Rooms =>
    [
        "Lora.Dataset",
        "Lora.Diffusion",
        "Lora.Engine",
        "Lora.Imaging",
        "Lora.Project",
        "Lora.Runtime.TorchSharp",
        "Lora.Tagging",
        "Lora.Tensors",
        "Lora.Training",
    ];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void PublicTypes_AreUsedOutsideTheirRoom(string room)
    {
        var words = SourceFile.Below("src", "tests", "bench").Where(file => file.Project != room && file.Project != $"{room}.Tests")
            .SelectMany(file => file.Words).ToHashSet(StringComparer.Ordinal);
        var types = Assembly.Load(room).GetExportedTypes();
        var needed = new HashSet<Type>();
        var next = new Stack<Type>(types.Where(type => Names(type).Any(words.Contains)));
        while (next.TryPop(out var type))
        {
            if (needed.Add(type))
            {
                foreach (var part in Surface(type).SelectMany(Parts).Where(part => part.Assembly == type.Assembly))
                {
                    next.Push(part);
                }
            }
        }

        Listing.Empty($"public types of {room} without a user outside", types.Except(needed).Select(type => type.FullName!));
    }

    /// <summary>A type's name; of extension methods theirs, for nobody names their class.</summary>
    private static IEnumerable<string> Names(Type type) => type.GetMethods(Declared)
        .Where(method => method.IsDefined(typeof(ExtensionAttribute), false)).Select(method => method.Name).Prepend(type.Name.Split('`')[0]);

    private static IEnumerable<Type?> Surface(Type type) =>
    [
        type.BaseType, type.DeclaringType, .. type.GetInterfaces(),
        .. type.GetMethods(Declared).SelectMany(method => method.GetParameters().Select(p => p.ParameterType).Append(method.ReturnType)),
        .. type.GetConstructors(Declared).SelectMany(constructor => constructor.GetParameters()).Select(p => p.ParameterType),
        .. type.GetFields(Declared).Select(field => field.FieldType),
    ];

    /// <summary>The type itself, and those it is built of: elements and type arguments.</summary>
    private static IEnumerable<Type> Parts(Type? type) => type switch
    {
        null => [],
        { HasElementType: true } => Parts(type.GetElementType()),
        { IsGenericType: true, IsGenericTypeDefinition: false } => type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition()),
        _ => [type],
    };
}
