// The bot on Azure: Container Apps, PostgreSQL Flexible Server, Redis, Key Vault, an Azure Bot with the Teams channel, and a managed identity in place of passwords to Azure.
//   az deployment group create -g GROUP -f main.bicep -p image=REGISTRY/escalationbot@sha256:... databasePassword=... operationsToken=... protectionKey=...
// See ../README.md, "Azure".
targetScope = 'resourceGroup'

@description('Prefix of all names: lower-case letters and digits.')
@minLength(3)
@maxLength(12)
param name string = 'escbot'

param location string = resourceGroup().location

@description('The image, pinned by digest: registry.azurecr.io/escalationbot@sha256:...')
param image string

@description('A registry of this group that the identity may pull from; empty: a public one.')
param registryName string = ''

@secure()
param databasePassword string

@description('Bearer token for /metrics and the details of /health/ready.')
@secure()
param operationsToken string

@description('Encrypts the keys of cookies: openssl rand -hex 32.')
@secure()
param protectionKey string

@description('Slack bot token and signing secret; empty: Slack is off.')
@secure()
param slackBotToken string = ''
@secure()
param slackSigningSecret string = ''

@description('At least two, so that an update and a broken machine are not noticed.')
@minValue(1)
param minReplicas int = 2
param maxReplicas int = 6

var unique = uniqueString(resourceGroup().id, name)
var databaseName = 'escalation'
var administrator = 'escalationbot'

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-identity'
  location: location
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${name}-logs'
  location: location
  properties: { sku: { name: 'PerGB2018' }, retentionInDays: 30 }
}

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: '${name}-network'
  location: location
  properties: {
    addressSpace: { addressPrefixes: [ '10.20.0.0/16' ] }
    subnets: [
      {
        name: 'apps'
        properties: {
          addressPrefix: '10.20.0.0/23'
          delegations: [ { name: 'apps', properties: { serviceName: 'Microsoft.App/environments' } } ]
        }
      }
      {
        name: 'database'
        properties: {
          addressPrefix: '10.20.2.0/28'
          delegations: [ { name: 'database', properties: { serviceName: 'Microsoft.DBforPostgreSQL/flexibleServers' } } ]
        }
      }
      { name: 'endpoints', properties: { addressPrefix: '10.20.3.0/27' } }
    ]
  }
}

resource databaseZone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: '${name}.private.postgres.database.azure.com'
  location: 'global'
}

resource databaseLink 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = {
  parent: databaseZone
  name: 'network'
  location: 'global'
  properties: { registrationEnabled: false, virtualNetwork: { id: network.id } }
}

// Reachable from the network only; a standby in another zone takes over.
resource database 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: '${name}-postgres-${unique}'
  location: location
  sku: { name: 'Standard_D2ds_v5', tier: 'GeneralPurpose' }
  properties: {
    version: '17'
    administratorLogin: administrator
    administratorLoginPassword: databasePassword
    storage: { storageSizeGB: 32, autoGrow: 'Enabled' }
    backup: { backupRetentionDays: 14, geoRedundantBackup: 'Disabled' }
    highAvailability: { mode: 'ZoneRedundant' }
    network: { delegatedSubnetResourceId: network.properties.subnets[1].id, privateDnsZoneArmResourceId: databaseZone.id }
  }
  dependsOn: [ databaseLink ]
}

resource escalation 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2024-08-01' = {
  parent: database
  name: databaseName
  properties: { charset: 'UTF8', collation: 'en_US.utf8' }
}

// A cache and nothing else.
resource cache 'Microsoft.Cache/redis@2024-11-01' = {
  name: '${name}-redis-${unique}'
  location: location
  properties: {
    sku: { name: 'Basic', family: 'C', capacity: 0 }
    enableNonSslPort: false
    minimumTlsVersion: '1.2'
    publicNetworkAccess: 'Disabled'
    redisConfiguration: { 'maxmemory-policy': 'allkeys-lru' }
  }
}

resource cacheZone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: 'privatelink.redis.cache.windows.net'
  location: 'global'
}

resource cacheLink 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = {
  parent: cacheZone
  name: 'network'
  location: 'global'
  properties: { registrationEnabled: false, virtualNetwork: { id: network.id } }
}

resource cacheEndpoint 'Microsoft.Network/privateEndpoints@2024-05-01' = {
  name: '${name}-redis'
  location: location
  properties: {
    subnet: { id: network.properties.subnets[2].id }
    privateLinkServiceConnections: [ { name: 'redis', properties: { privateLinkServiceId: cache.id, groupIds: [ 'redisCache' ] } } ]
  }
}

resource cacheNames 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-05-01' = {
  parent: cacheEndpoint
  name: 'default'
  properties: { privateDnsZoneConfigs: [ { name: 'redis', properties: { privateDnsZoneId: cacheZone.id } } ] }
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: take('${name}-${unique}', 24)
  location: location
  properties: {
    sku: { family: 'A', name: 'standard' }
    tenantId: subscription().tenantId
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: true
  }
}

var secrets = {
  'database-connection-string': 'Host=${database.properties.fullyQualifiedDomainName};Username=${administrator};Password=${databasePassword};Database=${databaseName};SSL Mode=VerifyFull'
  'redis-connection-string': '${cache.properties.hostName}:6380,ssl=true,password=${cache.listKeys().primaryKey}'
  'operations-token': operationsToken
  'protection-key': protectionKey
  'slack-bot-token': slackBotToken
  'slack-signing-secret': slackSigningSecret
}
var secretNames = empty(slackBotToken)
  ? [ 'database-connection-string', 'redis-connection-string', 'operations-token', 'protection-key' ]
  : [ 'database-connection-string', 'redis-connection-string', 'operations-token', 'protection-key', 'slack-bot-token', 'slack-signing-secret' ]
var settingOf = {
  'database-connection-string': 'Database__ConnectionString'
  'redis-connection-string': 'Redis__ConnectionString'
  'operations-token': 'Operations__Token'
  'protection-key': 'Protection__Key'
  'slack-bot-token': 'Slack__BotToken'
  'slack-signing-secret': 'Slack__SigningSecret'
}

resource kept 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = [
  for secret in secretNames: {
    parent: vault
    name: secret
    properties: { value: secrets[secret] }
  }
]

// Key Vault Secrets User
resource reads 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, identity.id, 'secrets')
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4633458b-17de-408a-b874-0445c86b69e6')
  }
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = if (!empty(registryName)) {
  name: empty(registryName) ? 'none' : registryName
}

// AcrPull
resource pulls 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(registryName)) {
  scope: registry
  name: guid(resourceGroup().id, identity.id, 'pull')
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')
  }
}

resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: '${name}-apps'
  location: location
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: { customerId: logs.properties.customerId, sharedKey: logs.listKeys().primarySharedKey }
    }
    vnetConfiguration: { infrastructureSubnetId: network.properties.subnets[0].id, internal: false }
    zoneRedundant: true
    workloadProfiles: [ { name: 'Consumption', workloadProfileType: 'Consumption' } ]
  }
}

var host = '${name}.${environment.properties.defaultDomain}'

resource app 'Microsoft.App/containerApps@2024-03-01' = {
  name: name
  location: location
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    environmentId: environment.id
    configuration: {
      activeRevisionsMode: 'Single'
      ingress: { external: true, targetPort: 8080, transport: 'http', allowInsecure: false }
      registries: empty(registryName) ? [] : [ { server: registry!.properties.loginServer, identity: identity.id } ]
      secrets: [
        for (secret, i) in secretNames: {
          name: secret
          keyVaultUrl: '${vault.properties.vaultUri}secrets/${secret}'
          identity: identity.id
        }
      ]
    }
    template: {
      terminationGracePeriodSeconds: 30
      containers: [
        {
          name: 'bot'
          image: image
          resources: { cpu: json('0.5'), memory: '1Gi' }
          // Secrets are files, as everywhere.
          env: [
            { name: 'CREDENTIALS_DIRECTORY', value: '/secrets' }
            { name: 'Database__Engine', value: 'postgres' }
            { name: 'Console__Url', value: 'https://${host}' }
            { name: 'Teams__AppId', value: identity.properties.clientId }
            { name: 'Teams__TenantId', value: subscription().tenantId }
            { name: 'Teams__ManagedIdentity', value: 'true' }
            { name: 'AZURE_CLIENT_ID', value: identity.properties.clientId }
            // The environment's own ingress.
            { name: 'Proxies__Trusted', value: '100.100.0.0/16,10.20.0.0/23' }
          ]
          probes: [
            { type: 'Startup', httpGet: { path: '/health/live', port: 8080 }, periodSeconds: 2, failureThreshold: 60 }
            { type: 'Liveness', httpGet: { path: '/health/live', port: 8080 }, periodSeconds: 10, failureThreshold: 6 }
            { type: 'Readiness', httpGet: { path: '/health/ready', port: 8080 }, periodSeconds: 5, failureThreshold: 2 }
          ]
          volumeMounts: [
            { volumeName: 'secrets', mountPath: '/secrets' }
            { volumeName: 'data', mountPath: '/data' }
          ]
        }
      ]
      volumes: [
        { name: 'secrets', storageType: 'Secret', secrets: [ for secret in secretNames: { secretRef: secret, path: settingOf[secret] } ] }
        { name: 'data', storageType: 'EmptyDir' }
      ]
      scale: {
        minReplicas: minReplicas
        maxReplicas: maxReplicas
        rules: [ { name: 'requests', http: { metadata: { concurrentRequests: '40' } } } ]
      }
    }
  }
  dependsOn: [ kept, reads, escalation, cacheNames ]
}

resource bot 'Microsoft.BotService/botServices@2022-09-15' = {
  name: '${name}-bot-${unique}'
  location: 'global'
  kind: 'azurebot'
  sku: { name: 'S1' }
  properties: {
    displayName: 'EscalationBot'
    endpoint: 'https://${host}/api/messages'
    msaAppId: identity.properties.clientId
    msaAppType: 'UserAssignedMSI'
    msaAppMSIResourceId: identity.id
    msaAppTenantId: subscription().tenantId
    disableLocalAuth: true
  }
}

resource teams 'Microsoft.BotService/botServices/channels@2022-09-15' = {
  parent: bot
  name: 'MsTeamsChannel'
  location: 'global'
  properties: { channelName: 'MsTeamsChannel', properties: { isEnabled: true, acceptedTerms: true } }
}

@description('For Slack: https://HOST/slack/events, /slack/interactivity, /slack/commands.')
output url string = 'https://${host}'
@description('Teams:AppId, for escalationbot pack.')
output appId string = identity.properties.clientId
