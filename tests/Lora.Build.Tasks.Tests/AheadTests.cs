using System.Reflection;
using System.Xml.Linq;
using Lora.Testing;

namespace Lora.Build.Tasks.Tests;

/// <summary>The tasks that are compiled ahead of time lie in a folder of their own, from which MSBuild loads all that they refer to.</summary>
public sealed class AheadTests
{
    [Fact]
    public void Folder_HoldsWhatTheTasksLoad()
    {
        var project = XDocument.Load(Path.Combine(Repository.Root, "sdk/Lora.Sdk/ahead/Ahead.csproj"));
        var named = project.Descendants().Where(element => element.Name.LocalName is "_Ours" or "_Library")
            .SelectMany(element => element.Attribute("Include")!.Value.Split(';'));

        Assert.Equal(Loaded(typeof(PlanStages).Assembly, []).Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    // MSBuild's own assemblies are those of the MSBuild that runs, the framework's are everywhere
    private static HashSet<string> Loaded(Assembly assembly, HashSet<string> seen)
    {
        if (seen.Add(assembly.GetName().Name!))
        {
            foreach (var name in assembly.GetReferencedAssemblies().Select(reference => reference.Name!)
                .Where(name => !name.StartsWith("Microsoft.Build.", StringComparison.Ordinal) && File.Exists(PathOf(name))))
            {
                Loaded(Assembly.LoadFrom(PathOf(name)), seen);
            }
        }

        return seen;
    }

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, name + ".dll");
}
