namespace Lora.Project.Tests.Planning;

public sealed class BaseReaderTests : IDisposable
{
    private readonly PlannedProject _user = new();

    public BaseReaderTests()
    {
        _user.WriteImage("images/a.png");
        _user.Properties.Remove("BaseModel");
        Directory.CreateDirectory(_user.At("models/b"));
    }

    [Fact]
    public void Base_IsWhatItsItemSaysOrItsNameItself()
    {
        Write("one;model", ("One", "models/b"));

        Assert.Equal(("one", _user.At("models/b")), Chosen("one"));
        Assert.Equal(("model", _user.At("model")), Chosen("model"));
        Assert.Empty(_user.Findings());
    }

    [Fact]
    public void LockFile_IsThatOfTheBase()
    {
        Write("model");
        _user.Alias = "model";
        Assert.Equal(_user.At("x.model.lora.lock.json"), LockFile.PathOf(_user.Read(out _)));

        _user.Properties.Remove("BaseModels");
        _user.Properties["BaseModel"] = "model";
        Assert.Equal(_user.At("x.lora.lock.json"), LockFile.PathOf(_user.Read(out _)));
    }

    [Theory]
    [InlineData("one", "", 4, "LORA1030")]
    [InlineData("two", "", 3, "LORA1030")]
    [InlineData("two", "BaseModels", 0, "LORA1030")]
    public void MissingBase_IsBlamedOnWhatNamesIt(string alias, string commandLine, int line, string code)
    {
        Write("one;two", ("one", "nowhere"));
        _user.CommandLine.Add(commandLine);
        _user.Alias = alias;

        var finding = Assert.Single(_user.Findings(), finding => finding.Code == code);

        Assert.Equal(line, finding.Line);
    }

    [Theory]
    [InlineData("model;two;model", "'model' stands in BaseModels 2 times.")]
    [InlineData("model;Model", "'model' stands in BaseModels 2 times.")]
    [InlineData("model;a/b", "'a/b' in BaseModels")]
    [InlineData("model;a b", "'a b' in BaseModels")]
    [InlineData("model;..", "'..' in BaseModels")]
    [InlineData("model;-x", "'-x' in BaseModels")]
    [InlineData("model;a.", "'a.' in BaseModels")]
    [InlineData("model;\u00fc", "'\u00fc' in BaseModels")]
    public void WrongName_IsAnErrorInItsLineForEveryBase(string list, string problem)
    {
        Write(list);
        // the last one's name is that of its folders, with what is odd replaced
        foreach (var alias in (string[])["model", "-"])
        {
            _user.Alias = alias;
            var finding = Assert.Single(_user.Findings());
            Assert.Equal(("LORA1020", 3), (finding.Code, finding.Line));
            Assert.StartsWith(problem, finding.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void WrongItem_IsAnErrorInItsLine()
    {
        Write("model;two", ("model", "models/b"), ("two", ""), ("model", "model"));
        _user.Alias = "two";

        Assert.Equal(["LORA1004 5 Base 'two' has no Path", "LORA1020 6 There are 2 Base items named 'model'"],
            _user.Findings().Select(finding => $"{finding.Code} {finding.Line} {finding.Message.Split([',', '.'])[0]}"));
    }

    [Theory]
    [InlineData("model")]
    [InlineData("")]
    public void ItemThatIsNotListed_IsAWarning(string list)
    {
        Write(list, ("unused", "models/b"));
        _user.Alias = list;
        _user.Properties["BaseModel"] = list.Length > 0 ? "" : "model";

        var finding = Assert.Single(_user.Findings());

        Assert.Equal(("LORA1021", Severity.Warning, 4), (finding.Code, finding.Severity, finding.Line));
    }

    [Fact]
    public void ItemsOfASharedFile_NeedNotBeListed()
    {
        _user.Write("Directory.Build.props", "<Project><ItemGroup><Base Include='one' Path='models/b'/><Base Include='two' Path='x'/></ItemGroup></Project>");
        Write("one");
        _user.Bases.AddRange([_user.Item("one", ("Path", "models/b")), _user.Item("two", ("Path", "x"))]);
        _user.Alias = "one";

        Assert.Empty(_user.Findings());
    }

    [Theory]
    [InlineData("Two", 0, "The project has no base model 'Two', but model, two; did you mean 'two'?")]
    [InlineData("other", 0, "The project has no base model 'other', but model, two.")]
    [InlineData("", 3, "BaseModels is set where MSBuild reads it too late.")]
    public void NameThatIsNotListed_IsAnError(string alias, int line, string problem)
    {
        Write("model;two");
        _user.Alias = alias;

        var finding = Assert.Single(_user.Findings());

        Assert.Equal(("LORA1022", line), (finding.Code, finding.Line));
        Assert.StartsWith(problem, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BaseModelBesideBaseModels_IsAnErrorInItsLine()
    {
        Write("model;two");
        _user.Write("x.loraproj", "<Project><PropertyGroup>\n<BaseModels>model;two</BaseModels>\n<BaseModel>model</BaseModel></PropertyGroup></Project>");
        _user.Properties["BaseModel"] = "model";
        _user.Alias = "model";

        var finding = Assert.Single(_user.Findings());

        Assert.Equal(("LORA1008", 3), (finding.Code, finding.Line));
        Assert.StartsWith("BaseModel and BaseModels are both set.", finding.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _user.Dispose();

    // the list stands in line 3, the first item in line 4
    private void Write(string list, params (string Name, string Path)[] items)
    {
        var elements = items.Select(item => $"<Base Include='{item.Name}' Path='{item.Path}'/>\n");
        _user.Write("x.loraproj",
            $"<Project>\n<PropertyGroup>\n<BaseModels>{list}</BaseModels></PropertyGroup><ItemGroup>\n{string.Concat(elements)}</ItemGroup></Project>");
        _user.Properties["BaseModels"] = list;
        _user.Bases.AddRange(items.Select(item => _user.Item(item.Name, ("Path", item.Path))));
    }

    private (string Alias, string Folder) Chosen(string alias)
    {
        _user.Alias = alias;
        var plan = _user.Read(out _);
        return (plan.Alias, plan.Paths.BaseModel);
    }
}
