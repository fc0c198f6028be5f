using System.Reflection;
using Lora.Tensors;
using Lora.Testing;
using TorchSharp;

namespace Lora.Runtime.Torch.Tests;

/// <summary>
/// TorchSharp hands libtorch the address of a number and keeps nobody from freeing it meanwhile: a number that is made for a call may be gone, by the garbage
/// collector, before the call has read it. So every number comes from <see cref="Scalars"/>, also where TorchSharp would add one of its own.
/// </summary>
public sealed class ScalarLifetimeTests : IDisposable
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    // loads TorchSharp
    private readonly TensorRuntime _runtime = TestRuntime.Torch();

    public void Dispose() => _runtime.Dispose();

    [Fact]
    public void NoCall_HasANumberMadeForIt()
    {
        var makers = new HashSet<string>();
        foreach (var method in typeof(TorchEngine).Assembly.GetTypes().Where(type => type != typeof(Scalars)).SelectMany(MethodsOf))
        {
            makers.UnionWith(Calls(method).Where(called => called.Module == typeof(torch).Module && MakesANumber(called, 3))
                .Select(called => $"{method.DeclaringType!.Name}.{method.Name} calls {called}"));
        }

        Assert.True(makers.Count == 0, string.Join("\n", makers.Order(StringComparer.Ordinal)));
    }

    /// <summary>A number stays usable while as many others are made as one call can take.</summary>
    [Fact]
    public void Numbers_OutliveTheTableThatTheyWereMadeIn()
    {
        using var scalars = new Scalars();
        for (var i = 0; i < 5000; i++)
        {
            var (first, second) = (scalars[i + 0.5], scalars[-i - 0.5]);
            Assert.Equal((i + 0.5, -i - 0.5), (first.ToDouble(), second.ToDouble()));
        }
    }

    private static IEnumerable<MethodBase> MethodsOf(Type type) => [.. type.GetMethods(All), .. type.GetConstructors(All)];

    private static bool MakesANumber(MethodBase method, int depth) =>
        (method.DeclaringType == typeof(Scalar) && method.Name == "op_Implicit") || method.Name == nameof(ScalarExtensionMethods.ToScalar)
        || (depth > 0 && Calls(method).Any(called => MakesANumber(called, depth - 1)));

    /// <summary>What a method calls in its own assembly or in TorchSharp, read from its instructions.</summary>
    private static IEnumerable<MethodBase> Calls(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var i = 0; i + 5 <= code.Length; i++)
        {
            // call, callvirt, newobj
            if (code[i] is 0x28 or 0x6F or 0x73 && Resolve(method, BitConverter.ToInt32(code, i + 1)) is { } called)
            {
                yield return called;
            }
        }
    }

    private static MethodBase? Resolve(MethodBase method, int token)
    {
        try
        {
            var ofType = method.DeclaringType is { IsGenericType: true } type ? type.GetGenericArguments() : null;
            return method.Module.ResolveMethod(token, ofType, method is MethodInfo { IsGenericMethod: true } ? method.GetGenericArguments() : null);
        }
        catch (Exception e) when (e is ArgumentException or BadImageFormatException or FileNotFoundException or TypeLoadException or MissingMethodException)
        {
            // bytes that are no call
            return null;
        }
    }
}
