using System.Reflection;
using Lora.Tensors;

namespace Lora.Engine;

/// <summary>
/// The assembly that speaks to a native engine, in <c>engines/</c> beside this program. It is loaded only when a project asks for it, since it refers to
/// assemblies that only the engine's packages hold.
/// </summary>
internal static class EnginePlugin
{
    /// <summary>The one engine of a kind that an assembly implements.</summary>
    /// <exception cref="TensorEngineException">The assembly is missing, or cannot be loaded.</exception>
    internal static T Load<T>(string name)
        where T : class
    {
        var file = Path.Combine(AppContext.BaseDirectory, "engines", name + ".dll");
        if (!File.Exists(file))
        {
            throw new TensorEngineException(TensorEngineFault.FileMissing, $"The SDK holds no '{file}'.", file);
        }

        try
        {
            var type = Assembly.LoadFrom(file).GetExportedTypes().Single(type => typeof(T).IsAssignableFrom(type));
            return (T)Activator.CreateInstance(type)!;
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or UnauthorizedAccessException or TypeLoadException)
        {
            throw new TensorEngineException(TensorEngineFault.FileDamaged, $"'{file}' cannot be loaded: {ErrorText.OneLine(e)}.", file, e);
        }
    }
}
