namespace Lora.Project;

/// <summary>Turns an evaluated project into a plan. Reads names, sizes and hashes of files, never their content: that is the engine's.</summary>
public sealed class ProjectReader(ProjectInput input, ProjectSource source, Func<string, string> hash)
{
    private readonly List<Finding> _findings = [];

    /// <summary>What is wrong in the project, ordered. With an error among it the plan serves only to validate the rest.</summary>
    public IReadOnlyList<Finding> Findings => [.. _findings.Order().Distinct()];

    /// <summary>Reads the whole project; wrong values are findings, and their defaults stand in.</summary>
    public BuildPlan Read()
    {
        _findings.AddRange(UnknownNames.Find(source, input.ProjectFile, input.GlobalProperties));
        var values = Values();
        var baseModel = BaseModel(values);
        var images = new ImageReader(input, source, hash, _findings).Read(values);
        var parameters = TrainingParameters.From(values);
        foreach (var (rule, property, problem) in ParameterRules.Check(parameters, values))
        {
            Report(rule, property, problem);
        }

        return new BuildPlan
        {
            Values = values,
            Images = images,
            Prompts = new PromptReader(input, source, _findings).Read(parameters, values),
            BaseModelHashes = BaseModelFiles.Hashes(baseModel, hash),
            Paths = new StagePaths(input.ProjectFile, input.Directory, input.ObjDirectory, input.OutDirectory, CacheDirectory(values), baseModel),
            OutputName = input.OutputName,
        };
    }

    private Dictionary<string, string> Values()
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parameter in ParameterTable.All)
        {
            if (input.Properties.GetValueOrDefault(parameter.Name)?.Trim() is not { Length: > 0 } text)
            {
                continue;
            }

            if (ParameterValue.Normalize(parameter, text, out var problem) is { } value)
            {
                values[parameter.Name] = value;
            }
            else
            {
                Report(ProjectDiagnostics.WrongValue, parameter.Name, problem);
            }
        }

        return values;
    }

    private string BaseModel(Dictionary<string, string> values)
    {
        if (!values.TryGetValue("BaseModel", out var path))
        {
            _findings.Add(ProjectDiagnostics.BaseModelNotSet.At("The project names no base model.", input.ProjectFile));
            return "";
        }

        var folder = input.Resolve(path);
        if (!Directory.Exists(folder))
        {
            var isFile = File.Exists(folder);
            Report(isFile ? ProjectDiagnostics.BaseModelNotUnderstood : ProjectDiagnostics.BaseModelMissing, "BaseModel",
                isFile ? $"The base model '{path}' is a file, not a folder." : $"There is no folder '{path}'.");
        }

        return folder;
    }

    private string CacheDirectory(Dictionary<string, string> values)
    {
        if (values.TryGetValue("LoraCacheDir", out var folder))
        {
            return input.Resolve(folder);
        }

        var xdg = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        var root = Path.IsPathFullyQualified(xdg ?? "") ? xdg! : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(root, "lora");
    }

    private void Report(Descriptor rule, string property, string problem)
    {
        var element = source.Property(property);
        _findings.Add(rule.At(problem, input.ProjectFile, element?.Line ?? 0, element?.Column ?? 0));
    }
}
