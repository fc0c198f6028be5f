
namespace Lora.Engine.Tests;

/// <summary>The quickstart's base model, read where it lies, and a project of two pictures for it.</summary>
internal static class TinyModel
{
    internal static string Folder { get; } = Find();

    /// <summary>Two pictures, one epoch of one step, two prompts of two steps.</summary>
    internal static TestProject Project()
    {
        var project = new TestProject { BaseModel = Folder };
        project.Values["Trigger"] = "zorblax";
        project.Values["TrainBatchSize"] = "2";
        project.Values["MaxTrainEpochs"] = "1";
        project.Values["NetworkDim"] = "4";
        project.AddImage("images/a.png", TestImage.Png(130, 128));
        project.AddImage("images/b.png", TestImage.Png(128, 130, seed: 2), "blue body, smile");
        project.AddPrompt("one", ("Text", "zorblax, smile"), ("Negative", "two eyes"), ("Seed", "7"), ("Steps", "2"), ("Scale", "4"));
        project.AddPrompt("two", ("Text", "(red body:1.2), smile"), ("Seed", "8"), ("Steps", "2"), ("Scale", "4"));
        return project;
    }

    /// <summary>A copy of the model in a project's folder, to be changed.</summary>
    internal static string CopyTo(TestProject project)
    {
        var copy = Path.Combine(project.Root, "model");
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy, Path.GetRelativePath(Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return project.BaseModel = copy;
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var model = Path.Combine(folder.FullName, "examples", "zorblax", "model");
            if (Directory.Exists(model))
            {
                return model;
            }
        }

        throw new DirectoryNotFoundException("examples/zorblax/model is not in any folder above the tests");
    }
}
