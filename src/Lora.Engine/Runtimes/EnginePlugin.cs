using System.Reflection;
using Lora.Tensors;

namespace Lora.Engine;

/// <summary>
/// The assembly that speaks to a native engine, in <c>engines/</c> of the SDK's tools. It is loaded only when a project asks for it, since it refers to
/// assemblies that only the engine's packages hold.
/// </summary>
internal static class EnginePlugin
{
    // beside this program, and of one that is compiled ahead of time, which lies in ahead/MACHINE, beside that
    private static readonly string[] Folders = ["engines", "../../engines"];

    /// <summary>The one engine of a kind that an assembly implements.</summary>
    /// <exception cref="TensorEngineException">The assembly is missing, or cannot be loaded.</exception>
    internal static T Load<T>(string name)
        where T : class
    {
        string[] places = [.. Folders.Select(folder => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, folder, name + ".dll")))];
        if (places.FirstOrDefault(File.Exists) is not { } file)
        {
            throw new TensorEngineException(TensorEngineFault.FileMissing, $"The SDK holds no '{places[0]}'.", places[0]);
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
