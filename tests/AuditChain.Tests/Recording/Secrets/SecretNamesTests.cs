using AuditChain.Recording.Secrets;

namespace AuditChain.Tests.Recording.Secrets;

public sealed class SecretNamesTests
{
    [Theory]
    [InlineData("Password")]
    [InlineData("ClientSecret")]
    [InlineData("SecretKey")]
    [InlineData("PrivateKey")]
    [InlineData("Pwd")]
    [InlineData("Passwd")]
    [InlineData("SasKey")]
    [InlineData("AuthKey")]
    [InlineData("Bearer")]
    [InlineData("ConnectionString")]
    [InlineData("Token")]
    [InlineData("ApiKey")]
    [InlineData("Credential")]
    [InlineData("client_secret")]
    [InlineData("CLIENT-SECRET")]
    [InlineData("spring.datasource.password")]
    [InlineData("clientsecret")]
    [InlineData("CLIENTSECRET")]
    [InlineData("APIKey")]
    [InlineData("X-Api-Key")]
    [InlineData("apikey")]
    [InlineData("Authorization")]
    [InlineData("Proxy-Authorization")]
    [InlineData("Cookie")]
    [InlineData("Set-Cookie")]
    [InlineData("AWS_SECRET_ACCESS_KEY")]
    [InlineData("DB_PWD")]
    [InlineData("dbPass")]
    [InlineData("connStr")]
    [InlineData("DefaultConnectionString")]
    [InlineData("accessToken2")]
    [InlineData("PSCredential")]
    [InlineData("newPassword1")]
    [InlineData("SharedAccessKey")]
    [InlineData("Ocp-Apim-Subscription-Key")]
    [InlineData("UserPassphrase")]
    [InlineData("refresh_token")]
    [InlineData("SSLKeyPassword")]
    public void These_speak_of_a_secret(string name) => Assert.True(SecretFilter.Default.IsSecret(name));

    [Theory]
    [InlineData("TokenCount")]
    [InlineData("KeyName")]
    [InlineData("PublicKey")]
    [InlineData("PasswordLength")]
    [InlineData("SecretName")]
    [InlineData("CredentialType")]
    [InlineData("PasswordNeverExpires")]
    [InlineData("PasswordLastSet")]
    [InlineData("MaxTokens")]
    [InlineData("max_tokens")]
    [InlineData("HasPassword")]
    [InlineData("CancellationToken")]
    [InlineData("NextPageToken")]
    [InlineData("Hotkey")]
    [InlineData("PrimaryKey")]
    [InlineData("ForeignKeyColumn")]
    [InlineData("Key")]
    [InlineData("Keyboard")]
    [InlineData("Monkey")]
    [InlineData("PassThru")]
    [InlineData("Bypass")]
    [InlineData("Compass")]
    [InlineData("Author")]
    [InlineData("Connection")]
    [InlineData("SecretsManagerEndpoint")]
    [InlineData("credential_used")]
    [InlineData("Secretary")]
    [InlineData("Tokenizer")]
    [InlineData("Passenger")]
    [InlineData("Incredible")]
    [InlineData("authorizationMode")]
    [InlineData("key_path")]
    [InlineData("")]
    public void These_do_not(string name) => Assert.False(SecretFilter.Default.IsSecret(name));

    [Fact]
    public void A_name_that_is_allowed_is_none()
    {
        SecretFilter filter = new(["Design*", "pwd"]);
        Assert.False(filter.IsSecret("DesignToken"));
        Assert.False(filter.IsSecret("PWD"));
        Assert.True(filter.IsSecret("Token"));
    }
}
