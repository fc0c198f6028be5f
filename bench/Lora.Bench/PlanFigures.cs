using System.Globalization;
using Lora.Project;
using Lora.Vocabulary;

namespace Lora.Bench;

/// <summary>
/// What a build with nothing to do computes itself: the project read, sizes and times of its files compared, keys, key files and the lock file's text.
/// MSBuild's own part is not in it, nor are stages' outputs.
/// </summary>
public static class PlanFigures
{
    public static void Run(BenchOptions options)
    {
        foreach (var pictures in (ReadOnlySpan<int>)[1_000, 10_000])
        {
            var folder = Directory.CreateTempSubdirectory("lora-plan-").FullName;
            try
            {
                var input = Make(folder, pictures);
                // younger, their hashes are not remembered
                Thread.Sleep(StatCache.Racy + TimeSpan.FromSeconds(1));
                Plan(input);
                Figure.Print(options, $"plan of {pictures} pictures", options.Seconds / 2, () => Plan(input));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    private static void Plan(ProjectInput input)
    {
        var hashes = new StatCache(Path.Combine(input.ObjDirectory, "hashes.tsv"), () => DateTime.UtcNow);
        var plan = new ProjectReader(input, SourceFiles.Load(input.ProjectFile), hashes).Read();
        hashes.Save();
        var keys = StageKeys.Of(plan);
        foreach (var stage in plan.Stages)
        {
            new StageFiles(plan.Paths, stage).Refresh(keys[stage]);
        }

        LockFile.Replace(LockFile.PathOf(plan), LockFile.Write(plan, keys, new Dictionary<Stage, IReadOnlyList<OutputFile>>(), "0"));
    }

    // no pictures: planning never looks into one
    private static ProjectInput Make(string folder, int pictures)
    {
        string At(string name) => Path.Combine(folder, name);
        Directory.CreateDirectory(At("images"));
        Directory.CreateDirectory(At("model"));
        File.WriteAllText(At("bench.loraproj"), "<Project Sdk=\"Lora.Sdk\"><PropertyGroup><BaseModel>model</BaseModel></PropertyGroup></Project>\n");
        for (var i = 0; i < pictures; i++)
        {
            var name = i.ToString("D5", CultureInfo.InvariantCulture);
            File.WriteAllText(At($"images/{name}.png"), name);
            File.WriteAllText(At($"images/{name}.txt"), $"smile, {name}");
        }

        return new ProjectInput
        {
            ProjectFile = At("bench.loraproj"),
            Properties = new Dictionary<string, string> { ["BaseModel"] = "model" },
            GlobalProperties = [],
            Images =
            [
                .. Directory.GetFiles(At("images")).Select(file =>
                    new InputItem($"images/{Path.GetFileName(file)}", file, IsDefault: true, new Dictionary<string, string>())),
            ],
            Prompts = [],
            ObjDirectory = Directory.CreateDirectory(At("obj")).FullName,
            OutDirectory = At("bin"),
            OutputName = "bench-1.0.0",
        };
    }
}
